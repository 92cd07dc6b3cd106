/** A node with its class and content. Strings go in as text, never as markup. */
export function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content) made.append(content);
  return made;
}

const namespace = 'http://www.w3.org/2000/svg';

/** A line drawing that says nothing to a screen reader. */
export function icon(line) {
  const drawing = document.createElementNS(namespace, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', line);
  drawing.append(path);
  return drawing;
}
