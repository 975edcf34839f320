import { get, Refusal } from './api.js';
import { store, useStore } from './store.js';

/** Who looks at the page: { id, name, kind, roles, office, endpoints, signOut }; null until it is known. */
export const me = store(null);

export async function whoAmI() {
  try {
    me.set(await get('me'));
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401) throw error;
  }
}

/** Whether any of the endpoints answers to whoever looks. It hides what the server would refuse; the server decides. */
export function useMay() {
  const who = useStore(me);
  return (...endpoints) => endpoints.some(endpoint => who?.endpoints?.includes(endpoint));
}
