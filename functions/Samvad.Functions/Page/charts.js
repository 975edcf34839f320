import { html, useEffect, useRef, useState } from './html.js';
import { number } from './format.js';

/** Rectangles in a box of that width and height, each as large as its value; nearly square (Bruls, Huizing, van Wijk). */
export function squarify(items, width, height) {
  const placed = [];
  const total = items.reduce((all, item) => all + item.value, 0);
  if (!(total > 0) || !(width > 0)) return placed;
  const scale = (width * height) / total;
  let rest = [...items].sort((one, other) => other.value - one.value);
  let [x, y, w, h] = [0, 0, width, height];
  const worst = (row, side) => {
    const area = row.reduce((all, item) => all + item.value * scale, 0);
    const sizes = row.map(item => item.value * scale);
    return Math.max((side ** 2 * Math.max(...sizes)) / area ** 2, area ** 2 / (side ** 2 * Math.min(...sizes)));
  };
  while (rest.length > 0) {
    const side = Math.min(w, h);
    let taken = 1;
    while (taken < rest.length && worst(rest.slice(0, taken + 1), side) <= worst(rest.slice(0, taken), side)) taken += 1;
    const row = rest.slice(0, taken);
    const thick = row.reduce((all, item) => all + item.value * scale, 0) / side;
    let along = 0;
    for (const item of row) {
      const length = (item.value * scale) / thick;
      placed.push(w >= h ? { item, x, y: y + along, w: thick, h: length } : { item, x: x + along, y, w: length, h: thick });
      along += length;
    }
    if (w >= h) [x, w] = [x + thick, w - thick];
    else [y, h] = [y + thick, h - thick];
    rest = rest.slice(taken);
  }
  return placed;
}

/** The width of an element as it is laid out. */
export function useWidth() {
  const element = useRef();
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}

/** Horizontal bars: [{ label, value, text, kind }]. */
export function Bars({ label, rows, unit }) {
  const most = Math.max(...rows.map(row => row.value), 0) || 1;
  return html`<figure class="bars"><figcaption>${label}</figcaption>
    <ol>${rows.map(row => html`<li>
      <span class="name">${row.label}</span>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="ground" width="100" height="10" /><rect class=${row.kind ?? 'value'} width=${(row.value / most) * 100} height="10" />
      </svg>
      <span class="value">${row.text ?? number(row.value, 2)}${unit ? ` ${unit}` : ''}</span>
    </li>`)}</ol></figure>`;
}

/** Columns by month: [{ label, parts: [{ kind, value, name }] }]. */
export function Columns({ label, columns }) {
  const total = column => column.parts.reduce((all, part) => all + part.value, 0);
  const most = Math.max(...columns.map(total), 0) || 1;
  const wide = 100 / Math.max(columns.length, 1);
  const names = columns[0]?.parts ?? [];
  return html`<figure class="columns"><figcaption>${label}</figcaption>
    <svg viewBox="0 0 100 30" role="img" aria-label=${`${label}: ${columns.map(column => `${column.label} ${column.parts.map(part => `${part.name} ${number(part.value)}`).join(', ')}`).join('; ')}`}>
      ${columns.map((column, at) => {
        let top = 25;
        return html`<g>
          ${column.parts.map(part => {
            const high = (part.value / most) * 24;
            top -= high;
            return html`<rect class=${part.kind} x=${at * wide + wide * 0.15} y=${top} width=${wide * 0.7} height=${high}><title>${part.name}: ${number(part.value)}</title></rect>`;
          })}
          <text x=${at * wide + wide / 2} y="29" text-anchor="middle">${column.label}</text></g>`;
      })}
    </svg>
    <ul class="legend">${names.map(part => html`<li><span class=${`key ${part.kind}`} aria-hidden="true"></span>${part.name}</li>`)}</ul>
  </figure>`;
}
