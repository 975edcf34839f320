import { html, useEffect, useRef, useState } from './html.js';
import { Refusal } from './api.js';
import { duration, number } from './format.js';
import { t } from './i18n.js';
import { store, useStore } from './store.js';

/* What an action did, said to eyes and ears. */
const said = store(null);
let sayings = 0;

export const say = (text, kind = 'done') => said.set({ text, kind, id: (sayings += 1) });

export function Said() {
  const message = useStore(said);
  useEffect(() => {
    if (message?.kind !== 'done') return undefined;
    const timer = setTimeout(() => said.set(null), 8000);
    return () => clearTimeout(timer);
  }, [message]);
  return html`<div class="said" role=${message?.kind === 'failed' ? 'alert' : 'status'} aria-live="polite">
    ${message && html`<div class=${`saying ${message.kind}`}>
      <span>${message.text}</span>
      <button class="quiet" onClick=${() => said.set(null)} aria-label=${t('close')}>×</button>
    </div>`}
  </div>`;
}

/* A question that has to be answered before something dangerous. */
const question = store(null);

export const ask = asked => new Promise(resolve => question.set({ ...asked, resolve }));

export function Question() {
  const asked = useStore(question);
  const dialog = useRef();
  useEffect(() => {
    if (asked && !dialog.current.open) dialog.current.showModal();
    if (!asked && dialog.current.open) dialog.current.close();
  }, [asked]);
  const answer = yes => {
    asked?.resolve(yes);
    question.set(null);
  };
  return html`<dialog ref=${dialog} aria-labelledby="question" onCancel=${event => { event.preventDefault(); answer(false); }}>
    ${asked && html`
      <h2 id="question">${asked.title}</h2>
      ${asked.uncounted ? html`<p class="people">${t('ask.uncounted')}</p>`
        : asked.people != null && html`<p class="people"><strong>${number(asked.people)}</strong> ${t('ask.people')}</p>`}
      ${asked.text && html`<p>${asked.text}</p>`}
      <div class="actions">
        <button class="quiet" onClick=${() => answer(false)}>${t('ask.back')}</button>
        <button class=${asked.danger ? 'danger' : 'main'} onClick=${() => answer(true)}>${asked.action}</button>
      </div>`}
  </dialog>`;
}

/** Runs an action once at a time, and says what came of it. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const run = async (work, done) => {
    if (busy) return undefined;
    setBusy(true);
    try {
      const result = await work();
      if (done) say(typeof done === 'function' ? done(result) : done);
      return result ?? true;
    } catch (error) {
      say(textOf(error), 'failed');
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return [busy, run];
}

/** What went wrong and what to do. */
export function textOf(error) {
  if (!(error instanceof Refusal)) return error.message;
  if (error.status === 0) return t('error.offline');
  if (error.status === 401) return t('error.401');
  if (error.status === 403) return `${t('error.403')} ${error.message}`;
  const faults = error.faults.map(fault => `${fault.field}: ${fault.remedy}`).join(' ');
  return error.status >= 500 ? t('error.500') : `${error.message} ${faults}`;
}

export const Failed = ({ error, retry }) => html`<div class="failed" role="alert">
  <p>${textOf(error)}</p>
  ${retry && html`<button onClick=${retry}>${t('retry')}</button>`}
</div>`;

export const Loading = () => html`<p class="loading" role="status">${t('loading')}</p>`;

export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;

/** The states of what was asked for: loading, failed, there; and there but old. */
export function Asked({ of, children }) {
  if (of.data === null) return of.error ? html`<${Failed} error=${of.error} retry=${of.reload} />` : html`<${Loading} />`;
  return html`${of.error && html`<div class="failed slim" role="alert">
      <span>${t('stale', { age: duration(of.age) })} ${textOf(of.error)}</span> <button onClick=${of.reload}>${t('retry')}</button>
    </div>`}
    <div class=${of.stale || of.error ? 'stale' : ''}>${children(of.data)}</div>`;
}

export const Age = ({ of }) => of.age !== null && html`<span class=${of.stale ? 'age old' : 'age'}>
  ${of.age < 5 ? t('age.now') : t('age', { age: duration(of.age) })}</span>`;

export const Badge = ({ kind, children }) => html`<span class=${`badge ${kind ?? ''}`}>${children}</span>`;

export const Bar = ({ share, label, kind }) => html`<progress class=${kind} max="1" value=${Math.min(1, share || 0)} aria-label=${label}></progress>`;

export const Field = ({ label, hint, fault, children }) => html`<label class="field">
  <span>${label}</span>${children}
  ${hint && html`<small>${hint}</small>`}
  ${fault && html`<small class="fault" role="alert">${fault}</small>`}
</label>`;

export const Tabs = ({ label, tabs, at }) => html`<nav class="tabs" aria-label=${label}>
  ${tabs.map(([href, text]) => html`<a href=${href} aria-current=${href === at ? 'page' : undefined}>${text}</a>`)}
</nav>`;

export const Stat = ({ value, label, kind }) => html`<div class=${`stat ${kind ?? ''}`}><strong>${value}</strong><span>${label}</span></div>`;

/** Rows under heads; on a phone each row is a card, named by its heads. */
export function Table({ caption, heads, rows, empty }) {
  if (rows.length === 0) return html`<${Empty}>${empty}<//>`;
  return html`<div class="table" role="region" aria-label=${caption} tabindex="0"><table>
    <caption>${caption}</caption>
    <thead><tr>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map(row => html`<tr key=${row.key}>
      ${row.cells.map((cell, at) => html`<td data-head=${heads[at]}>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

/** The message as a phone shows it, in the language that is chosen. */
export function Phone({ texts, buttons }) {
  const [shown, show] = useState('mr');
  const names = { mr: 'मराठी', hi: 'हिन्दी', en: 'English' };
  if (!texts || Object.keys(texts).length === 0) return html`<${Empty}>${t('phone.none')}<//>`;
  return html`<figure class="phone">
    <figcaption class="actions" role="group" aria-label=${t('phone.language')}>
      ${Object.keys(names).filter(key => texts[key]).map(key => html`<button class="quiet" aria-pressed=${shown === key} onClick=${() => show(key)}>${names[key]}</button>`)}
    </figcaption>
    <div class="screen" lang=${shown}><div class="bubble">${texts[shown]}</div>
      ${(buttons ?? []).map(button => html`<div class="reply">${button[shown]}</div>`)}</div>
  </figure>`;
}
