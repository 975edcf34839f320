import { html } from '../html.js';
import { squarify, useWidth } from '../charts.js';
import { number, percent } from '../format.js';
import { t } from '../i18n.js';

/** How grave: 0 for nobody without supply, to 4. */
export const grade = (without, consumers) => {
  const share = consumers > 0 ? without / consumers : 0;
  return without === 0 ? 0 : share < 0.05 ? 1 : share < 0.2 ? 2 : share < 0.5 ? 3 : 4;
};

const narrow = 560;

/** Tiles as large as their consumers, coloured by the share without supply: [{ key, href, name, consumers, without }]. */
export function Tiles({ label, items }) {
  const [box, width] = useWidth();
  const high = width < narrow ? 0 : Math.min(items.length > 8 ? 420 : 240, Math.max(200, width * 0.36));
  const tile = (item, style, small) => html`<li style=${style} key=${item.key}>
    <a class=${`tile grade${grade(item.without, item.consumers)} ${small ? 'small' : ''}`} href=${item.href} title=${item.name}>
      <span class="name">${item.name}</span>
      <span class=${small ? 'unseen' : 'figure'}>${item.without ? t('tile.out', { without: number(item.without), share: percent(item.without / item.consumers) }) : number(item.consumers)}</span>
      <span class="unseen">${t('tile', { without: number(item.without), consumers: number(item.consumers) })}</span>
    </a></li>`;
  return html`<div ref=${box}>
    ${width > 0 && (high === 0
      ? html`<ul class="tiles rows" aria-label=${label}>${items.map(item => tile(item, {}, false))}</ul>`
      : html`<ul class="tiles" style=${{ height: `${high}px` }} aria-label=${label}>
          ${squarify(items.map(item => ({ ...item, value: Math.max(item.consumers, 1) })), width, high)
            .map(({ item, x, y, w, h }) => tile(item, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` }, w < 84 || h < 44))}</ul>`)}
    <ul class="legend">${[0, 1, 2, 3, 4].map(at => html`<li><span class=${`key grade${at}`} aria-hidden="true"></span>${t(`grade.${at}`)}</li>`)}</ul>
  </div>`;
}
