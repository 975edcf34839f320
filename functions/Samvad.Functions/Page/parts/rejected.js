// The files that were sent from this page, by their import: the app erases a file when it is worked off, so the rows that
// are to be mended are taken from the one that the person still has.
const kept = new Map();

export const keepFile = (id, file) => kept.set(id, file);

export const fileOf = id => kept.get(id);

/** Reads a file row by row: calls with the text of each row and the line that it begins on. */
async function eachRow(file, row) {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let [text, line, first, quoted] = ['', 1, 1, false];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    let from = 0;
    for (let at = 0; at < part.value.length; at += 1) {
      const sign = part.value[at];
      if (sign === '"') quoted = !quoted;
      if (sign !== '\n') continue;
      line += 1;
      if (quoted) continue;
      row(text + part.value.slice(from, at), first);
      [text, first, from] = ['', line, at + 1];
    }
    text += part.value.slice(from);
  }
  if (text) row(text, first);
}

const quotedField = text => `"${text.replace(/"/g, '""')}"`;

/** A file of the rejected rows alone, with what to mend in a last column that an import does not read. */
export async function rejectedRows(file, faults) {
  const byLine = new Map();
  for (const fault of faults) byLine.set(fault.line, [...(byLine.get(fault.line) ?? []), `${fault.field}: ${fault.remedy}`]);
  const rows = [];
  await eachRow(file, (text, line) => {
    const plain = text.replace(/^\uFEFF/, '').replace(/\r$/, '');
    if (line === 1) rows.push(/(^|,)"?remedy"?(,|$)/.test(plain) ? plain : `${plain},remedy`);
    else if (byLine.has(line)) rows.push(`${plain},${quotedField(byLine.get(line).join(' '))}`);
  });
  return new Blob(['\uFEFF', rows.join('\r\n'), '\r\n'], { type: 'text/csv' });
}
