// Walks the JSON schema of flow files (draft 2020-12 as zod writes it) along a path of keys.

/** The keys that may still be written in the map at the cursor. */
export function keysAt(root, { path, maps, siblings }) {
  const present = new Set(siblings.map(({ key }) => key));
  const found = new Map();
  for (const schema of variantsAt(root, path, maps, siblings))
    for (const [key, property] of Object.entries(schema.properties ?? {}))
      if (!present.has(key) && !found.has(key))
        found.set(key, { key, info: infoOf(root, property), needsList: isList(root, property) });
  return [...found.values()];
}

/** The values of which one has to be written at the cursor. */
export function valuesAt(root, { path, maps }) {
  const values = variantsAt(root, path, maps).flatMap(schema => {
    if (schema.const !== undefined) return [schema.const];
    if (schema.enum) return schema.enum;
    return schema.type === 'boolean' ? [true, false] : [];
  });
  return [...new Set(values)];
}

/** Every schema that may hold at a path. `maps` are the maps passed on the way, the outermost first: they choose among variants. */
function variantsAt(root, path, maps, own) {
  let depth = 0;
  let schemas = fitting(expand(root, root), maps[depth]);
  for (const key of path) {
    if (typeof key === 'number') schemas = schemas.flatMap(({ items }) => (items ? expand(root, items) : []));
    else {
      schemas = schemas.flatMap(({ properties }) => (properties?.[key] ? expand(root, properties[key]) : []));
    }
    if (schemas.some(({ properties }) => properties) && maps[depth + 1]) {
      depth++;
      schemas = fitting(schemas, maps[depth]);
    }
  }
  return own ? fitting(schemas, own) : schemas;
}

function expand(root, schema) {
  if (schema.$ref) return expand(root, resolve(root, schema.$ref));
  const inner = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  return inner ? inner.flatMap(each => expand(root, each)) : [schema];
}

function resolve(root, ref) {
  return (
    ref
      .replace(/^#\/?/, '')
      .split('/')
      .filter(Boolean)
      .reduce((schema, key) => schema?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], root) ?? {}
  );
}

/** The variants that do not contradict what the map says already; all of them where every one does. */
function fitting(schemas, pairs = []) {
  const maps = schemas.filter(({ properties }) => properties);
  const left = maps.filter(({ properties }) =>
    pairs.every(({ key, value }) => {
      if (key === 'zzzProbe' || key === '') return true;
      const property = properties[key];
      if (!property) return false;
      return property.const === undefined || value === undefined || String(property.const) === value;
    }),
  );
  return left.length > 0 ? left : schemas;
}

function infoOf(root, property) {
  return property.description ?? (property.$ref ? resolve(root, property.$ref).description : undefined);
}

const isList = (root, property) => expand(root, property).every(({ type }) => type === 'array');
