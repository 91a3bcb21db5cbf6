/** Set only what changes: an attribute that is written again would wake observers and readers. */
export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** A new element with a class and, if given, a text. */
export function make(name, className, textContent = "") {
  return Object.assign(document.createElement(name), { className, textContent });
}
