const tags = { bold: 'strong', italic: 'em', code: 'code' };
const address = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}»'’]/g;
const safeLink = /^(https?:|mailto:|tel:)/i;

/** A text with its styled stretches as nodes. Everything a person wrote goes in as text, never as markup. */
export function styledText(text, entities = []) {
  const edges = new Set([0, text.length]);
  for (const { offset, length } of entities) edges.add(offset).add(offset + length);
  const cuts = [...edges].filter(edge => edge <= text.length).sort((a, b) => a - b);
  const fragment = document.createDocumentFragment();
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    const around = entities.filter(({ offset, length }) => offset <= start && offset + length >= end);
    fragment.append(stretch(text.slice(start, end), around));
  }
  return fragment;
}

/** A link for what we were told is one; the text alone when its address could run something. */
export function linkTo(url, content) {
  if (!safeLink.test(url)) return content;
  const link = document.createElement('a');
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.append(content);
  return link;
}

function stretch(text, entities) {
  const isLink = entities.some(({ type }) => type === 'link');
  let node = isLink ? document.createTextNode(text) : withLinks(text);
  for (const { type, url } of entities) {
    if (type === 'link') {
      node = linkTo(url ?? text, node);
    } else if (tags[type]) {
      const element = document.createElement(tags[type]);
      element.append(node);
      node = element;
    }
  }
  return node;
}

/** Addresses that somebody simply typed. */
function withLinks(text) {
  const fragment = document.createDocumentFragment();
  let from = 0;
  for (const { 0: url, index } of text.matchAll(address)) {
    fragment.append(text.slice(from, index), linkTo(url, url));
    from = index + url.length;
  }
  fragment.append(text.slice(from));
  return fragment;
}
