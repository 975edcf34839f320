import { language, t } from './i18n.js';

const zone = 'Asia/Kolkata';
const made = new Map();

// Digits as in the messages to people: Latin, grouped in lakhs.
const locale = () => ({ mr: 'mr-IN-u-nu-latn', hi: 'hi-IN-u-nu-latn' })[language.get()] ?? 'en-IN';

function formatter(kind, options) {
  const key = locale() + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new kind(locale(), options));
  return made.get(key);
}

export const number = (value, digits = 0) =>
  value == null ? '–' : formatter(Intl.NumberFormat, { maximumFractionDigits: digits }).format(value);

export const percent = share => (share > 0 && share < 0.01 ? '<1 %' : `${Math.round((share || 0) * 100)} %`);

export const clock = at =>
  at ? formatter(Intl.DateTimeFormat, { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(at)) : '–';

/** Day and time in India; today without the day. */
export function time(at) {
  if (!at) return '–';
  const day = formatter(Intl.DateTimeFormat, { timeZone: zone, day: 'numeric', month: 'short' });
  const date = new Date(at);
  return day.format(date) === day.format(new Date()) ? clock(at) : `${day.format(date)}, ${clock(at)}`;
}

export const day = at =>
  at ? formatter(Intl.DateTimeFormat, { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at)) : '–';

/** A length of time, in its two largest units. */
export function duration(seconds) {
  if (seconds == null) return '–';
  const whole = Math.abs(Math.round(seconds));
  if (whole < 60) return t('unit.s', { n: whole });
  if (whole < 3600) return t('unit.min', { n: Math.round(whole / 60) });
  const hours = Math.floor(whole / 3600);
  if (hours >= 48) return t('unit.d', { n: Math.floor(hours / 24) });
  const minutes = Math.floor((whole % 3600) / 60);
  return minutes ? `${t('unit.h', { n: hours })} ${t('unit.min', { n: minutes })}` : t('unit.h', { n: hours });
}

export const seconds = (from, to = Date.now()) => (new Date(from) - to) / 1000;

/** What a time input of the browser holds, for an instant; in India, wherever the browser is. */
export const toInput = instant => new Date(instant.getTime() + 330 * 60_000).toISOString().slice(0, 16);

export const fromInput = text => (text ? `${text}:00+05:30` : undefined);

export const sum = counts => Object.values(counts ?? {}).reduce((all, count) => all + count, 0);

export const bytes = count => (count >= 1e6 ? `${number(count / 1e6, 1)} MB` : `${number(count / 1e3, 0)} KB`);
