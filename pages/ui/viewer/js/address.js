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
    this.timer = setTimeout(() => {
      const word = value();
      if ((this.wanted ?? "") !== word) this.write(word);
    }, ADDRESS_MS);
  }

  write(value) {
    const address = new URL(location.href);
    if (value) address.searchParams.set(this.name, value);
    else address.searchParams.delete(this.name);
    history.replaceState(history.state, "", address);
  }

  destroy() {
    clearTimeout(this.timer);
  }
}

/** Keeps a word in the browser's tab, where it outlives a reload; for what is of no use to whoever opens a link. */
export class Tab extends Address {
  get wanted() {
    try {
      return sessionStorage.getItem(this.name);
    } catch {
      return null; // This browser keeps nothing.
    }
  }

  write(value) {
    try {
      if (value) sessionStorage.setItem(this.name, value);
      else sessionStorage.removeItem(this.name);
    } catch {
      // The place is then lost with a reload.
    }
  }
}
