const ADDRESS_MS = 400;

/** Keeps one word of the page's address up to date, so that a copied link leads to the same place. */
export class Address {
  /** @param name of the word */
  constructor(name) {
    this.name = name;
  }

  /** What the address asks for, or null. */
  get wanted() {
    return new URLSearchParams(location.search).get(this.name);
  }

  /** @param value function that gives the word once things rest; "" takes it out of the address */
  keep(value) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#write(value()), ADDRESS_MS);
  }

  #write(value) {
    if ((this.wanted ?? "") === value) return;
    const address = new URL(location.href);
    if (value) address.searchParams.set(this.name, value);
    else address.searchParams.delete(this.name);
    history.replaceState(history.state, "", address);
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
