/** Called by Streamlit at the mount and when the word changes; causes no run, and no step in the browser's history. */
export default function ({ data: { name, word } }) {
  const address = new URL(location.href);
  if ((address.searchParams.get(name) ?? "") === word) return;
  if (word) address.searchParams.set(name, word);
  else address.searchParams.delete(name);
  address.search = address.search.replaceAll("%2C", ",");
  history.replaceState(history.state, "", address);
}
