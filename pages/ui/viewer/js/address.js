const ADDRESS_MS = 400;

/** Keeps words once things rest; `write` says where. */
class Rest {
  /** @param value function that gives what is kept once things rest */
  keep(value) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(value()), ADDRESS_MS);
  }

  destroy() {
    clearTimeout(this.timer);
  }
}

/** Keeps words of the page's address up to date, so that a copied link leads to the same view. */
export class Address extends Rest {
  /** @param words name -> word; "" takes it out of the address */
  write(words) {
    const address = new URL(location.href);
    const before = address.search;
    for (const [name, word] of Object.entries(words)) {
      if (word === (address.searchParams.get(name) ?? "")) continue;
      if (word) address.searchParams.set(name, word);
      else address.searchParams.delete(name);
    }
    if (address.search === before) return;
    address.search = address.search.replaceAll("%2C", ",");
    history.replaceState(history.state, "", address);
  }
}

/** Keeps a word in the browser's tab, where it outlives a reload; for what is of no use to whoever opens a link. */
export class Tab extends Rest {
  /** @param name of the word */
  constructor(name) {
    super();
    this.name = name;
  }

  get wanted() {
    try {
      return sessionStorage.getItem(this.name);
    } catch {
      return null; // This browser keeps nothing.
    }
  }

  write(value) {
    if ((this.wanted ?? "") === value) return;
    try {
      if (value) sessionStorage.setItem(this.name, value);
      else sessionStorage.removeItem(this.name);
    } catch {
      // The place is then lost with a reload.
    }
  }
}
