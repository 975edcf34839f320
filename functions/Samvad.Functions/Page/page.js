import { html, render, useEffect, useRef, useState } from './html.js';
import { signIn } from './api.js';
import { language, languages, preferred, speak, t, useLanguage } from './i18n.js';
import { me, useMay, whoAmI } from './me.js';
import { useStore } from './store.js';
import { Failed, Question, Said } from './ui.js';
import { Announcements } from './views/announcements.js';
import { Announcement } from './views/announcement.js';
import { Compose } from './views/compose.js';
import { Import } from './views/import.js';
import { Now } from './views/now.js';
import { Outage } from './views/outage.js';
import { Registry } from './views/registry.js';
import { Reports } from './views/reports.js';
import { Tickets } from './views/tickets.js';
import { Trust } from './views/trust.js';

// The endpoints without any of which a view is of no use.
const views = [
  ['now', Now, 'ShowNow'],
  ['announcements', Announcements, 'ListAnnouncements'],
  ['compose', Compose, 'ReportOutages', 'DecideApproval'],
  ['tickets', Tickets, 'ListTickets'],
  ['registry', Registry, 'ListMembers'],
  ['reports', Reports, 'ShowReliability'],
  ['trust', Trust, 'ListDeadLetters'],
];
const inner = { announcement: [Announcement, 'announcements'], outage: [Outage, 'now'], import: [Import, 'registry'] };

const place = () => location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);

function usePlace() {
  const [at, setAt] = useState(place());
  useEffect(() => {
    const moved = () => setAt(place());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  return at;
}

function Page() {
  useLanguage();
  const who = useStore(me);
  const login = useStore(signIn);
  const may = useMay();
  const [failure, setFailure] = useState(null);
  const [name, ...rest] = usePlace();
  const main = useRef();
  const shown = views.filter(([, , ...endpoints]) => may(...endpoints));
  const fallback = shown[0]?.[0] ?? 'tickets';
  const wanted = name || fallback;
  const [View, section] = inner[wanted] ?? [views.find(([id]) => id === wanted)?.[1], wanted];
  const load = () => whoAmI().then(() => setFailure(null), setFailure);
  useEffect(() => { load(); }, []);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${t(`nav.${section}`)} · Samvad`;
    if (!first.current) main.current?.focus();
    first.current = false;
    scrollTo(0, 0);
  }, [section, rest[0]]);
  return html`
    <a class="skip" href="#main" onClick=${event => { event.preventDefault(); main.current.focus(); }}>${t('skip')}</a>
    <header>
      <a class="brand" href=${`#/${fallback}`}>Samvad <span lang="mr" aria-hidden="true">संवाद</span></a>
      ${who && html`<nav aria-label=${t('nav')}>${shown.map(([id]) => html`
        <a href=${`#/${id}`} aria-current=${id === section ? 'page' : undefined}>${t(`nav.${id}`)}</a>`)}</nav>`}
      <div class="who">
        <label><span class="unseen">${t('language')}</span>
          <select value=${language.get()} onChange=${event => speak(event.target.value)}>
            ${Object.entries(languages).map(([key, text]) => html`<option value=${key} lang=${key}>${text}</option>`)}
          </select></label>
        ${who && html`<span class="name">${who.name}</span>
          ${who.signOut && html`<a href=${who.signOut}>${t('signout')}</a>`}`}
      </div>
    </header>
    <${Said} />
    <main id="main" ref=${main} tabindex="-1">
      ${who ? (View ? html`<${View} at=${rest} />` : html`<p>${t('nowhere')} <a href=${`#/${fallback}`}>${t(`nav.${fallback}`)}</a></p>`)
        : login ? html`<section class="card"><h1>${t('signin')}</h1><p>${t('signin.why')}</p>
            <p><a class="button" href=${`${login}?post_login_redirect_uri=${encodeURIComponent(location.pathname + location.hash)}`}>${t('signin')}</a></p></section>`
        : failure && html`<${Failed} error=${failure} retry=${load} />`}
    </main>
    <${Question} />`;
}

await speak(preferred());
render(html`<${Page} />`, document.getElementById('page'));
