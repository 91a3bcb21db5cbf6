/** Milliseconds for which the page says that the link was copied. */
const SAID_MS = 6000;

/** The address of the page with its own words only. */
function linkOf(words) {
  const link = new URL(location.href);
  const asked = link.searchParams;
  const own = new URLSearchParams(words.filter((name) => asked.get(name)).map((name) => [name, asked.get(name)]));
  link.search = String(own).replaceAll("%2C", ",");
  link.hash = "";
  return String(link);
}

/** Copy a text; false where the browser forbids it, as on every page that came without HTTPS. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Called by Streamlit at the mount and when the page's words or the note change. */
export default function ({ data: { words, note }, parentElement }) {
  const [button, said, label, text] = ["button", ".said", "label", "p"].map((name) => parentElement.querySelector(name));
  const field = label.querySelector("input");
  let timer;
  Object.assign(text, { textContent: note, hidden: !note });
  const copy = async () => {
    const link = linkOf(words);
    const done = await copied(link);
    said.textContent = done ? "Link copied" : "";
    label.hidden = done;
    clearTimeout(timer);
    if (done) {
      timer = setTimeout(() => { said.textContent = ""; }, SAID_MS);
      return;
    }
    field.value = link;
    field.focus();
    field.select();
  };
  button.addEventListener("click", copy);
  return () => {
    clearTimeout(timer);
    button.removeEventListener("click", copy);
  };
}
