import { html, useState } from '../html.js';
import { get, usePoll } from '../api.js';
import { number, sum, time } from '../format.js';
import { t, templateName } from '../i18n.js';
import { Legend, ProgressBar, ProgressWords, State } from '../parts/progress.js';
import { Age, Asked, Table, useAction } from '../ui.js';

/** All announcements, the newest first; those under way live. */
export function Announcements() {
  const list = usePoll('announcements?top=50', 10);
  const now = usePoll('now', 2);
  const [older, setOlder] = useState([]);
  const [next, setNext] = useState(undefined);
  const [busy, run] = useAction();
  const live = new Map((now.data?.announcing ?? []).map(one => [one.id, one]));
  return html`<div class="head"><h1>${t('nav.announcements')}</h1><${Age} of=${now} /></div>
    <${Asked} of=${list}>${data => {
      const all = [...data.announcements, ...older].map(one => ({ ...one, ...live.get(one.id) }));
      const more = next === undefined ? data.continuation : next;
      return html`<${Legend} />
        <${Table} caption=${t('nav.announcements')} empty=${t('announcements.none')}
          heads=${[t('reference'), t('what'), t('made'), t('state'), t('progress.head'), t('count.failed')]}
          rows=${all.map(one => ({ key: one.id, cells: [
            html`<a href=${`#/announcement/${one.id}`}>${one.reference}</a>`, templateName(one.template), time(one.createdAt),
            html`<${State} state=${one.state} />`,
            html`<${ProgressBar} counts=${one.counts} label=${one.reference} /><${ProgressWords} counts=${one.counts} perSecond=${one.perSecond} eta=${one.eta} state=${one.state} />`,
            number(sum(one.counts.failed)),
          ] }))} />
        ${more && html`<button disabled=${busy} onClick=${() => run(async () => {
          const page = await get(`announcements?top=50&continuation=${more}`);
          setOlder([...older, ...page.announcements]);
          setNext(page.continuation ?? null);
        })}>${t('more')}</button>`}`;
    }}<//>`;
}
