import { html } from '../html.js';
import { t } from '../i18n.js';
import { useMay } from '../me.js';
import { Tabs } from '../ui.js';
import { Approvals } from '../compose/approvals.js';
import { Broadcast } from '../compose/broadcast.js';
import { Library } from '../compose/library.js';
import { OutageEntry } from '../compose/outage.js';
import { Schedules } from '../compose/schedules.js';

// The endpoint that a part cannot do without.
const parts = [
  ['outage', OutageEntry, 'ReportOutages'],
  ['broadcast', Broadcast, 'MakeAnnouncement'],
  ['approvals', Approvals, 'ListApprovals'],
  ['schedules', Schedules, 'ListSchedules'],
  ['library', Library, 'ListLibrary'],
];

/** What is to be told: entered, rehearsed, approved, scheduled. */
export function Compose({ at: [part, ...rest] }) {
  const may = useMay();
  const shown = parts.filter(([, , endpoint]) => may(endpoint));
  const [id, View] = shown.find(([name]) => name === part) ?? shown[0] ?? [];
  return html`<h1>${t('nav.compose')}</h1>
    <${Tabs} label=${t('nav.compose')} tabs=${shown.map(([name]) => [`#/compose/${name}`, t(`compose.${name}`)])} at=${`#/compose/${id}`} />
    ${View && html`<${View} at=${rest} />`}`;
}
