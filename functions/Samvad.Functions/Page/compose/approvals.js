import { html, useState } from '../html.js';
import { post, usePoll } from '../api.js';
import { number, time } from '../format.js';
import { t, templateName } from '../i18n.js';
import { useOffices } from '../offices.js';
import { ask, Asked, Badge, Field, say, Table, useAction } from '../ui.js';
import { DryRun } from './dryrun.js';

const kinds = { waiting: 'warn', counting: 'warn', approved: 'good', 'not-needed': 'good', rejected: 'bad', expired: 'bad' };

/** What waits for a second person, and what became of the rest. */
export function Approvals({ at: [id] }) {
  const asked = usePoll('approvals', 5);
  return html`${id && html`<${Approval} id=${id} changed=${asked.reload} key=${id} />`}
    <${Asked} of=${asked}>${data => html`<${Table} caption=${t('compose.approvals')} empty=${t('approvals.none')}
      heads=${[t('reference'), t('what'), t('people'), t('approval.maker'), t('when'), t('state')]}
      rows=${data.approvals.map(one => ({ key: one.id, cells: [html`<a href=${`#/compose/approvals/${one.id}`}>${one.reference}</a>`, one.schedule ? t('schedule') : templateName(one.template),
        one.people == null ? '–' : number(one.people), one.maker, time(one.askedAt), html`<${Badge} kind=${kinds[one.state]}>${t(`approval.${one.state}`)}<//>`] }))} />`}<//>`;
}

function Approval({ id, changed }) {
  // Opened while its people are counted, it can be decided on as soon as they are.
  const asked = usePoll(`approvals/${id}`, 5);
  const offices = useOffices();
  const [reason, setReason] = useState('');
  const [busy, run] = useAction();
  const decide = async (action, one, people) => {
    if (action === 'reject' && !reason.trim()) { say(t('approval.reason.needed'), 'failed'); return; }
    if (!await ask({ title: t(`approval.${action}.title`, { reference: one.reference }), people, action: t(`approval.${action}`), danger: action !== 'approve' })) return;
    if (!await run(() => post(`approvals/${id}/${action}`, reason ? { reason } : {}), t(`approval.${action}.done`))) return;
    changed();
    asked.reload();
  };
  return html`<article class="card"><${Asked} of=${asked}>${({ approval, dryRun }) => html`
    <h2>${approval.reference} <${Badge} kind=${kinds[approval.state]}>${t(`approval.${approval.state}`)}<//></h2>
    <p>${t('approval.by', { name: approval.maker, at: time(approval.askedAt) })} · ${t('expires.at', { at: time(approval.expiresAt) })}</p>
    ${approval.state === 'waiting' && html`<div class="hands">
      <${Field} label=${t('reason')}><input maxlength="200" value=${reason} onInput=${event => setReason(event.target.value)} /><//>
      ${approval.mayDecide && html`<button class="main" disabled=${busy} onClick=${() => decide('approve', approval, approval.people)}>${t('approval.approve')}</button>
        <button class="danger" disabled=${busy} onClick=${() => decide('reject', approval, approval.people)}>${t('approval.reject')}</button>`}
      ${approval.mayWithdraw && html`<button disabled=${busy} onClick=${() => decide('withdraw', approval, approval.people)}>${t('approval.withdraw')}</button>`}
      ${!approval.mayDecide && !approval.mayWithdraw && html`<p class="dim">${t('approval.other')}</p>`}</div>`}
    ${approval.announcement && html`<p><a href=${`#/announcement/${approval.announcement}`}>${t('open')}</a></p>`}
    ${dryRun && html`<${DryRun} run=${dryRun} offices=${offices} />`}
    <ol class="history">${approval.history.map(step => html`<li><time>${time(step.at)}</time> ${t(`approval.${step.state}`)} ${step.by ?? ''} ${step.reason ?? ''}</li>`)}</ol>`}<//></article>`;
}
