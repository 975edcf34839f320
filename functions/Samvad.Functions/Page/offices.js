import { useMemo } from './html.js';
import { useOnce } from './api.js';
import { named } from './i18n.js';

/** The office tree: { find, name, children, roots, path, below }; empty until it is there. */
export function useOffices() {
  const { data, error, reload } = useOnce('offices');
  const tree = useMemo(() => treeOf(data ?? []), [data]);
  return { ...tree, ready: data !== null, error, reload };
}

function treeOf(all) {
  const byCode = new Map(all.map(office => [office.code, office]));
  const children = new Map();
  for (const office of all) {
    const parent = byCode.has(office.parent) ? office.parent : '';
    children.set(parent, [...(children.get(parent) ?? []), office]);
  }
  const childrenOf = code => children.get(code ?? '') ?? [];
  const path = code => {
    const office = byCode.get(code);
    return office ? [...path(office.parent), office] : [];
  };
  const below = code => new Set([code, ...childrenOf(code).flatMap(child => [...below(child.code)])]);
  return {
    all,
    find: code => byCode.get(code),
    name: code => named(byCode.get(code)?.name) || code || '–',
    children: childrenOf,
    path,
    below,
  };
}
