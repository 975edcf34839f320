import { html, useState } from '../html.js';
import { download, get, post, usePoll } from '../api.js';
import { number, sum, time } from '../format.js';
import { known, t, templateName } from '../i18n.js';
import { useMay } from '../me.js';
import { useOffices } from '../offices.js';
import { flat } from '../parts/outages.js';
import { Funnel, Legend, ProgressBar, ProgressWords, State } from '../parts/progress.js';
import { Age, ask, Asked, Phone, Table, useAction } from '../ui.js';

/** One announcement: how far it is, what failed and what to do, and the operator's hands. */
export function Announcement({ at: [id] }) {
  const progress = usePoll(`announcements/${id}/live`, 2);
  const offices = useOffices();
  return html`<p class="path"><a href="#/announcements">← ${t('nav.announcements')}</a></p>
    <${Asked} of=${progress}>${data => html`<${Whole} data=${data} offices=${offices} asked=${progress} />`}<//>`;
}

function Whole({ data, offices, asked }) {
  const { announcement, pace } = data;
  const { counts } = announcement;
  const [outageSource, ...outageId] = (announcement.outage ?? '').split('~');
  return html`
    <div class="head"><h1>${announcement.reference}</h1> <${State} state=${announcement.state} /> <${Age} of=${asked} /></div>
    <p>${templateName(announcement.template)} · ${t('made.at', { at: time(announcement.createdAt) })} · ${t('expires.at', { at: time(announcement.expiresAt) })}
      ${announcement.outage && html` · <a href=${`#/outage/${encodeURIComponent(outageSource)}/${encodeURIComponent(outageId.join('~'))}`}>${t('outage')}</a>`}
      ${announcement.supersededBy && html` · <a href=${`#/announcement/${announcement.supersededBy}`}>${t('superseded')}</a>`}</p>
    ${announcement.reason && html`<p class="failed">${announcement.reason}: ${data.failures.find(one => one.code === announcement.reason)?.remedy ?? ''}</p>`}
    <${ProgressBar} counts=${counts} label=${announcement.reference} />
    <p><${ProgressWords} counts=${counts} perSecond=${pace?.perSecond} eta=${pace?.eta} state=${announcement.state} /></p>
    <${Legend} />
    <${Hands} announcement=${announcement} failures=${data.failures} changed=${asked.reload} />
    <div class="columns-2">
      <div>
        <${Funnel} counts=${counts} />
        <h2>${t('failures')}</h2>
        <${Table} caption=${t('failures')} heads=${[t('people'), t('reason'), t('remedy')]} empty=${t('failures.none')}
          rows=${data.failures.map(one => ({ key: one.code, cells: [number(one.people), `${one.code}`, html`${one.remedy} ${one.repairable && html`<strong>${t('repairable')}</strong>`}`] }))} />
        <${Reasons} title=${t('held')} counts=${counts.held} of="held" />
        <${Reasons} title=${t('skipped')} counts=${counts.skipped} of="skip" />
      </div>
      <div><h2>${t('phone')}</h2><${Phone} texts=${data.texts} buttons=${data.buttons} /></div>
    </div>
    <h2>${t('by.office')}</h2>
    <${Table} caption=${t('by.office')} empty=${t('planning')}
      heads=${[t('office'), t('groups'), t('count.audience'), t('progress.head'), t('count.failed')]}
      rows=${data.offices.slice(0, 200).map(one => ({ key: one.office, cells: [offices.name(one.office), `${number(one.final)} / ${number(one.groups)}`,
        number(one.counts.audience), html`<${ProgressBar} counts=${one.counts} label=${offices.name(one.office)} />`, number(sum(one.counts.failed))] }))} />
    <${Report} id=${announcement.id} name=${announcement.reference} />
    <${ByGroup} id=${announcement.id} />`;
}

function Reasons({ title, counts, of }) {
  if (sum(counts) === 0) return null;
  return html`<h2>${title}</h2><${Table} caption=${title} heads=${[t('people'), t('reason')]} empty=""
    rows=${Object.entries(counts).map(([code, people]) => ({ key: code, cells: [number(people), known(`${of}.${code}`) ? t(`${of}.${code}`) : code] }))} />`;
}

function Hands({ announcement, failures, changed }) {
  const may = useMay();
  const [busy, run] = useAction();
  const { id, counts, state } = announcement;
  if (!may('ControlAnnouncement')) return null;
  const repairable = failures.filter(one => one.repairable).reduce((all, one) => all + one.people, 0);
  const act = async (name, people, danger, path = name) => {
    const uncounted = state === 'accepted' || !counts.audience;
    if (!await ask({ title: t(`${name}.title`), people, uncounted, text: t(`${name}.text`), action: t(name), danger })) return;
    if (await run(() => post(`announcements/${id}/${path}`), t(`${name}.done`))) setTimeout(changed, 500);
  };
  const open = counts.queued ?? 0;
  const moving = state === 'planned' || state === 'accepted';
  const expired = new Date(announcement.expiresAt) < new Date();
  return html`<div class="actions" role="group" aria-label=${t('controls')}>
    ${moving && html`<button disabled=${busy} onClick=${() => act('pause', open)}>${t('pause')}</button>`}
    ${['paused', 'parked'].includes(state) && html`<button class="main" disabled=${busy} onClick=${() => act('resume', open)}>${t('resume')}</button>`}
    ${(moving || ['paused', 'parked'].includes(state)) && html`<button class="danger" disabled=${busy} onClick=${() => act('cancel-rest', open, true, 'cancel')}>${t('cancel-rest')}</button>`}
    ${repairable > 0 && state !== 'cancelled' && html`<button disabled=${busy || expired} title=${expired ? t('expired') : undefined} onClick=${() => act('retry-failed', repairable)}>${t('retry-failed')} (${number(repairable)})</button>`}
  </div>`;
}

/** What it caused, and all figures as a file. */
function Report({ id, name }) {
  const may = useMay();
  const asked = usePoll(may('ShowReport') ? `announcements/${id}/report` : null, 30);
  const [busy, run] = useAction();
  if (!may('ShowReport')) return null;
  return html`<h2>${t('report')}</h2><${Asked} of=${asked}>${data => html`<p>${t('report.caused', { replies: number(data.replies), optOuts: number(data.optOuts) })}
    <button disabled=${busy} onClick=${() => run(() => download(`announcements/${id}/report?format=csv`, `${name}.csv`), t('downloaded'))}>CSV</button></p>`}<//>`;
}

/** The groups, and the deliveries of one; asked for when they are wanted, as there may be thousands. */
function ByGroup({ id }) {
  const [groups, setGroups] = useState(null);
  const [open, setOpen] = useState(null);
  const [deliveries, setDeliveries] = useState([]);
  const [busy, run] = useAction();
  const show = group => run(async () => {
    const page = await get(`announcements/${id}/deliveries?group=${encodeURIComponent(group)}`);
    setDeliveries(page.deliveries);
    setOpen(group);
  });
  if (!groups)
    return html`<button disabled=${busy} onClick=${() => run(async () => setGroups((await get(`announcements/${id}`)).groups))}>${t('by.group.show')}</button>`;
  return html`<h2>${t('by.group')}</h2>
    <${Table} caption=${t('by.group')} empty=${t('planning')} heads=${[t('group'), t('state'), t('count.audience'), t('count.sent'), t('count.read'), t('count.failed'), t('actions')]}
      rows=${groups.slice(0, 1000).map(one => ({ key: one.group, cells: [one.group, t(`group.${one.state}`), number(one.counts?.audience ?? one.expected), number(one.counts?.sent ?? 0),
        number(one.counts?.read ?? 0), number(sum(one.counts?.failed)), html`<button class="quiet" disabled=${busy} onClick=${() => show(one.group)}>${t('people')}<span class="unseen"> ${one.group}</span></button>`] }))} />
    ${open && html`<h3>${t('group')} ${open}</h3>
      <${Table} caption=${`${t('people')} ${open}`} empty=${t('none')} heads=${[t('person'), t('language'), t('state'), t('when'), t('reason')]}
        rows=${deliveries.map(one => ({ key: one.member, cells: [one.person, one.language, t(`count.${flat(one.status)}`), time(one.statusAt ?? one.acceptedAt),
          one.reason ?? (one.code && known(`skip.${one.code}`) ? t(`skip.${one.code}`) : one.code ?? '')] }))} />`}`;
}
