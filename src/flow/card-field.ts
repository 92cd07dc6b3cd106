import type { SaveTarget } from './engine.ts';
import { standardFields } from './read-path.ts';

/** What `contact.<field>` or `contact.fields.<field>` writes to; undefined for what is no field. `known` names the custom fields there are. */
export function cardFieldOf(path: string, known?: readonly string[]): SaveTarget | undefined {
  const [root, name, custom, ...more] = path.split('.');
  if (root !== 'contact' || more.length > 0) return undefined;
  if (name === 'fields') {
    const fits = custom !== undefined && /^[\p{L}_][\p{L}\p{N}_]{0,39}$/u.test(custom);
    return fits && (known?.includes(custom) ?? true) ? { kind: 'custom', field: custom } : undefined;
  }
  const field = standardFields.find(each => each === name);
  return field && custom === undefined ? { kind: 'standard', field } : undefined;
}
