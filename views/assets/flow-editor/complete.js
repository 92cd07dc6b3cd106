// Completion: the keys and values that the format's schema allows at the cursor, and the names that this very draft has.
import { snippetCompletion } from '@codemirror/autocomplete';
import { placeAt } from './place-at.js';
import { keysAt, valuesAt } from './schema.js';

const cardFields = ['name', 'firstName', 'lastName', 'phone', 'email', 'city', 'birthday', 'company'];
const filters = ['default', 'upper', 'lower', 'capitalize', 'date', 'money', 'plural'];
const roots = ['now', 'source.link', 'source.detail', 'promise.replyBy', 'deal.title', 'deal.amount', 'deal.stage'];

export function createCompletion({ schema, names, words }) {
  const snippets = stepSnippets(words);

  return async context => {
    const slot = inSlot(context);
    if (slot)
      return { from: slot.from, options: slot.filter ? filterOptions(words) : paths(names(), words), validFor: /^[\w.]*$/ };
    const place = placeAt(context);
    if (!place) return null;
    // Without a letter there are only offers where they are asked for, or where a value is plainly missing.
    if (!context.explicit && place.typed === '' && place.kind === 'key') return null;
    const options =
      place.kind === 'key'
        ? await keyOptions(await schema(), place, snippets)
        : valueOptions(await schema(), place, names(), words);
    return options.length > 0 ? { from: place.from, options, validFor: /^[\p{L}\w.@#-]*$/u } : null;
  };
}

/** Inside {{ … }} of a text. */
function inSlot(context) {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const open = before.lastIndexOf('{{');
  if (open < 0 || before.indexOf('}}', open) >= 0) return undefined;
  const inside = before.slice(open + 2);
  return { from: context.pos - /[\w.]*$/.exec(inside)[0].length, filter: /\|\s*\w*$/.test(inside) };
}

const filterOptions = words => filters.map(label => ({ label, type: 'function', detail: words.typeFilter }));

function paths({ answers }, words) {
  return [
    ...answers.map(name => ({ label: `answers.${name}`, detail: words.typeAnswer, boost: 2 })),
    ...[...cardFields, 'tags', 'score'].map(name => ({ label: `contact.${name}`, detail: words.typeField, boost: 1 })),
    ...roots.map(label => ({ label })),
  ];
}

function keyOptions(schema, place, snippets) {
  const keys = keysAt(schema, place).map(({ key, info, needsList }) => ({
    label: key,
    info,
    type: 'property',
    apply: place.isFlow || !needsList ? `${key}: ` : `${key}:\n${' '.repeat(place.indent + 2)}- `,
  }));
  const isNewStep = place.path.length === 2 && place.path[0] === 'steps' && place.siblings.length === 0;
  return isNewStep && !place.isFlow ? [...snippets(place), ...keys] : keys;
}

function valueOptions(schema, place, names, words) {
  const key = place.path.at(-1);
  const plain = list => list.map(label => ({ label: String(label), type: 'constant' }));
  if (key === 'next' || key === 'goto')
    return [
      ...names.steps.filter(({ id }) => !id.startsWith('#')).map(({ id }) => ({ label: id, detail: words.typeStep })),
      { label: 'end' },
    ];
  if (key === 'call' || key === 'start' || (key === 'flow' && place.path.includes('buttons')))
    return names.flows.map(({ id, title }) => ({ label: id, detail: title }));
  if (key === 'save' || (key === 'field' && place.path.includes('do')))
    return [...cardFields.map(name => `contact.${name}`), 'contact.fields.', 'deal.title', 'deal.amount', 'deal.fields.'].map(
      label => ({ label, detail: words.typeField }),
    );
  if (key === 'field' && place.path.includes('when')) return paths(names, words);
  return plain(valuesAt(schema, place));
}

/** Whole steps to begin with, with places to fill in. */
function stepSnippets({ sampleText, sampleOptions, ...words }) {
  const templates = [
    { label: 'ask: text', detail: words.stepAsk, text: `id: #{id}\nask: text\ntext: #{${sampleText}}` },
    {
      label: 'ask: choice',
      detail: words.stepChoice,
      text: `id: #{id}\nask: choice\ntext: #{${sampleText}}\noptions:\n\t- { value: #{a}, label: #{${sampleOptions}} }\n\t- { value: #{b}, label: #{${sampleOptions}} }`,
    },
    { label: 'say', detail: words.stepSay, text: `id: #{id}\nsay: #{${sampleText}}` },
    {
      label: 'when',
      detail: words.stepWhen,
      text: 'id: #{id}\nwhen:\n\t- { if: { field: answers.#{name}, op: eq, value: #{value} }, next: #{step} }\n\t- { next: #{step} }',
    },
    { label: 'do', detail: words.stepDo, text: 'id: #{id}\ndo:\n\t- { tag: #{tag} }' },
    { label: 'handoff', detail: words.stepHandoff, text: `id: #{id}\nhandoff: #{sales}\nsay: #{${sampleText}}` },
  ];
  return () => templates.map(({ label, detail, text }) => snippetCompletion(text, { label, detail, type: 'class', boost: 5 }));
}
