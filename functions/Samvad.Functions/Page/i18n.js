import { store, useStore } from './store.js';

export const languages = { mr: 'मराठी', hi: 'हिन्दी', en: 'English' };
export const language = store(null);
let words = {};
let fallback = {};

/** The language chosen before, else the browser's first that there is, else Marathi. */
export function preferred() {
  const chosen = localStorage.getItem('language');
  if (chosen in languages) return chosen;
  return navigator.languages.map(name => name.slice(0, 2)).find(name => name in languages) ?? 'mr';
}

export async function speak(name) {
  const load = async one => (await fetch(new URL(`./i18n/${one}.json`, import.meta.url))).json();
  [words, fallback] = await Promise.all([load(name), name === 'en' ? {} : load('en')]);
  localStorage.setItem('language', name);
  document.documentElement.lang = name;
  language.set(name);
}

/** The text of that name, with {values} put in. */
export function t(name, values = {}) {
  const text = words[name] ?? fallback[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '');
}

export const known = name => name in words || name in fallback;

/** What a template is called; those of the library are named by their item. */
export function templateName(name) {
  if (known(`template.${name}`)) return t(`template.${name}`);
  const [, kind, item] = /^(tip|notice)_(.+)$/.exec(name) ?? [];
  return kind ? `${t(`library.${kind}`)}: ${item.replace(/_/g, ' ')}` : name;
}

/** The name in the language of the page, of an object with mr, hi and en. */
export const named = names => names?.[language.get()] ?? names?.en ?? '';

export const useLanguage = () => useStore(language);
