/** A node with its class and content. Strings go in as text, never as markup. */
export function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content) made.append(content);
  return made;
}
