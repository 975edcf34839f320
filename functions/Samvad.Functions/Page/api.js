import { useCallback, useEffect, useRef, useState } from './html.js';
import { store } from './store.js';

// This file is at …/api/page/{version}/api.js.
const base = new URL('../../', import.meta.url);

/** Set where the app wants to know who asks: where to sign in. */
export const signIn = store(null);

/** What the app answered instead of what was asked for: RFC 9457 problem details, or that it did not answer. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.title = problem.title;
    this.faults = problem.errors ?? [];
    this.signIn = problem.signIn;
  }
}

async function send(path, init = {}) {
  let response;
  try {
    response = await fetch(new URL(path, base), { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal(0, {});
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401) signIn.set(problem.signIn ?? '/.auth/login/dev');
  throw new Refusal(response.status, problem);
}

async function body(response) {
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

export const get = async (path, signal) => body(await send(path, { signal }));

export async function post(path, value, method = 'POST') {
  const json = value === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
  return body(await send(path, { method, ...json }));
}

/** Saves an answer as a file. */
export async function download(path, name) {
  save(await (await send(path)).blob(), name);
}

export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Sends a file and tells how much of it is gone. */
export function upload(path, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', new URL(path, base));
    request.setRequestHeader('Content-Type', 'text/csv');
    request.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new Refusal(0, {}));
    request.onload = () => {
      const answer = request.responseText ? JSON.parse(request.responseText) : {};
      if (request.status < 300) resolve(answer);
      else reject(new Refusal(request.status, answer));
    };
    request.send(file);
  });
}

/**
 * Asks again and again while the page is seen. Keeps the last answer when an asking fails, and says how old it is.
 * Returns { data, error, at, stale, reload }.
 */
export function usePoll(path, seconds) {
  const [state, setState] = useState({ path, data: null, error: null, at: null, failures: 0 });
  const [turn, setTurn] = useState(0);
  const [, setClock] = useState(0);
  const timer = useRef();
  useEffect(() => {
    if (!path) return undefined;
    const abort = new AbortController();
    let failures = 0;
    setState(before => (before.path === path ? before : { path, data: null, error: null, at: null, failures: 0 }));
    const ask = async () => {
      if (document.hidden) return;
      clearTimeout(timer.current);
      try {
        const data = await get(path, abort.signal);
        failures = 0;
        setState({ path, data, error: null, at: Date.now(), failures });
      } catch (error) {
        if (abort.signal.aborted) return;
        failures += 1;
        setState(before => ({ ...before, path, error, failures }));
      }
      if (seconds && !abort.signal.aborted)
        timer.current = setTimeout(ask, Math.min(30, seconds * 2 ** Math.min(failures, 4)) * 1000);
    };
    const seen = () => !document.hidden && ask();
    document.addEventListener('visibilitychange', seen);
    ask();
    return () => {
      abort.abort();
      clearTimeout(timer.current);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [path, seconds, turn]);
  useEffect(() => {
    const tick = setInterval(() => setClock(clock => clock + 1), 1000);
    return () => clearInterval(tick);
  }, []);
  const mine = state.path === path;
  const age = mine && state.at ? (Date.now() - state.at) / 1000 : null;
  return {
    data: mine ? state.data : null,
    error: mine ? state.error : null,
    age,
    stale: Boolean(seconds && age !== null && age > Math.max(10, seconds * 4)),
    reload: useCallback(() => setTurn(before => before + 1), []),
  };
}

/** Asks once. */
export const useOnce = path => usePoll(path, 0);
