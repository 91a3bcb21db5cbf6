/**
 * Help for a visitor while the socket to the server is down: a line at the foot of the page says so, and a file that is
 * chosen meanwhile is given to its field when the connection is back. Streamlit disables its fields until then, and
 * drops such a file without a message.
 */
const DOWN = "The connection to the server is down and is being restored. A run in progress continues.";
const LATER = "Your file will be read as soon as the connection is back.";
const FIELD = "input[type=file]";
const DROPZONE = "[data-testid=stFileUploaderDropzone]";

class Connection extends EventTarget {
  constructor() {
    super();
    /** File that no run of the page has seen yet: `{ files, place }`. */
    this.held = null;
    this.up = true;
    addEventListener("change", (event) => this.#onChange(event), true);
    addEventListener("drop", (event) => this.#onDrop(event), true);
    addEventListener("dragover", (event) => !this.up && event.target.closest?.(DROPZONE) && event.preventDefault(), true);
    new MutationObserver(() => this.#look()).observe(document.body, {
      subtree: true,
      attributeFilter: ["data-test-connection-state", "data-test-script-state"],
    });
    this.#look();
  }

  get text() {
    return this.up ? "" : this.held ? `${DOWN} ${LATER}` : DOWN;
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }

  #look() {
    const { testConnectionState, testScriptState } = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
    const up = testConnectionState === "CONNECTED";
    // A run that ends after the file has been sent has seen it.
    if (up && this.up && this.ran && testScriptState === "notRunning") this.held = null;
    this.ran = testScriptState === "running";
    if (up === this.up) return;
    this.up = up;
    this.#tell();
    // Streamlit does not run the page for a new session in place of one that is gone.
    if (up) this.run?.("back", true);
    if (up && this.held) this.#give(this.held);
  }

  #onChange(event) {
    if (!event.target.matches?.(FIELD) || !event.target.files.length || event.target === this.given) return;
    this.#hold(event.target, event.target.files);
    if (!this.up) event.stopImmediatePropagation();
  }

  #onDrop(event) {
    const field = event.target.closest?.(DROPZONE)?.querySelector(FIELD) ?? event.target.closest?.("section")?.querySelector(FIELD);
    if (!field || !event.dataTransfer?.files.length) return;
    this.#hold(field, event.dataTransfer.files);
    if (this.up) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #hold(field, files) {
    const place = [...(field.closest("[class*=st-key-]")?.classList ?? [])].find((name) => name.startsWith("st-key-"));
    this.held = place ? { files: [...files], place } : null;
    this.#tell();
  }

  /** Put the file into its field once Streamlit lets it. */
  #give(held, tries = 300) {
    if (this.held !== held || !this.up || !tries) return;
    const field = document.querySelector(`.${CSS.escape(held.place)} ${FIELD}`);
    if (!field || field.disabled) return setTimeout(() => this.#give(held, tries - 1), 100);
    const carrier = new DataTransfer();
    for (const file of held.files) carrier.items.add(file);
    field.files = carrier.files;
    this.given = field;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    this.given = null;
  }
}

const CONNECTION = (globalThis[Symbol.for("honest-pixels-connection")] ??= new Connection());

/** Called by Streamlit at the mount. */
export default function ({ parentElement, setTriggerValue }) {
  CONNECTION.run = setTriggerValue;
  const line = parentElement.querySelector(".connection");
  const show = () => {
    line.textContent = CONNECTION.text;
    line.hidden = !CONNECTION.text;
  };
  CONNECTION.addEventListener("change", show);
  show();
  return () => CONNECTION.removeEventListener("change", show);
}
