/** `{{contact.firstName}}`, `{{contact.firstName|friend}}`, `{{contact.fields.Area, m²}}`. */
const variable = /\{\{\s*([^{}|]+?)\s*(?:\|([^{}]*))?\}\}/g;
/** What stands where a value is missing: no key types it, so that it is never sent unseen. */
const gap = /⟦([^⟦⟧]*)⟧/g;

/**
 * Puts values into a reply. A variable without a value takes what stands behind `|`; without that, or with a name that nobody knows, a gap
 * stays that the writer has to fill. Values are never read as variables themselves.
 */
export function fillVariables(
  text: string,
  values: Readonly<Record<string, string | undefined>>,
  nameOf: (variable: string) => string = name => name,
): string {
  return text.replace(variable, (_all, name: string, byDefault: string | undefined) => {
    const value = Object.hasOwn(values, name) ? values[name]?.trim() : undefined;
    return value || byDefault?.trim() || `⟦${nameOf(name)}⟧`;
  });
}

/** The names of the gaps that are still to be filled. */
export function gapsIn(text: string): string[] {
  return [...text.matchAll(gap)].map(([, name = '']) => name);
}

/** The variables that a text names, each once. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(variable)].map(([, name = '']) => name))];
}
