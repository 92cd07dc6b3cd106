import type { SaveTarget } from './engine.ts';
import { standardFields } from './read-path.ts';

const custom = /^[\p{L}_][\p{L}\p{N}_]{0,39}$/u;

/**
 * What `contact.<field>`, `contact.fields.<field>`, `deal.<field>` or `deal.fields.<field>` writes to; undefined for what is no field. A
 * deal's stage is moved by an action. `known` names the custom fields of cards that there are.
 */
export function cardFieldOf(path: string, known?: readonly string[]): SaveTarget | undefined {
  const [root, name = '', own, ...more] = path.split('.');
  if (more.length > 0) return undefined;
  if (root === 'deal') {
    const field = name === 'fields' ? own : own === undefined ? name : undefined;
    const fits = field !== undefined && custom.test(field) && field !== 'stage' && field !== 'pipeline' && field !== 'fields';
    return fits ? { kind: 'deal', field } : undefined;
  }
  if (root !== 'contact') return undefined;
  if (name === 'fields') {
    const fits = own !== undefined && custom.test(own) && (known?.includes(own) ?? true);
    return fits ? { kind: 'custom', field: own } : undefined;
  }
  const field = standardFields.find(each => each === name);
  return field && own === undefined ? { kind: 'standard', field } : undefined;
}
