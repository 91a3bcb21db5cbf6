/**
 * The way into a page for files: what is dropped anywhere on it, pasted, or taken by a phone's camera goes to the upload
 * field. A file that is too large is refused here, before it is sent.
 */
const FIELD = "input[type=file]";

/** Return the files that may be sent, and a sentence for each that may not. */
export function sift(files, megabytes) {
  const good = [], refused = [];
  for (const file of files) {
    if (file.size <= megabytes * 2 ** 20) good.push(file);
    else {
      const size = Math.ceil(file.size / 2 ** 20);
      refused.push(`${file.name}: expected a file of at most ${megabytes} MB, found one of ${size} MB; make the picture smaller, or save it as JPEG.`);
    }
  }
  return { good, refused };
}

class Door {
  constructor() {
    this.mounted = null;
    addEventListener("dragenter", (event) => this.#onDrag(event));
    addEventListener("dragover", (event) => this.#onDrag(event));
    addEventListener("dragleave", (event) => !event.relatedTarget && this.#cover(false));
    addEventListener("drop", (event) => this.#onDrop(event), true);
    addEventListener("paste", (event) => this.#onPaste(event));
    addEventListener("change", (event) => this.#onChange(event), true);
  }

  get #field() {
    return this.mounted && document.querySelector(`.st-key-${CSS.escape(this.mounted.data.field)} ${FIELD}`);
  }

  #cover(shown) {
    if (this.mounted) this.mounted.over.hidden = !shown;
  }

  #say(sentences) {
    if (this.mounted) this.mounted.said.textContent = sentences.join(" ");
  }

  #onDrag(event) {
    if (!this.#field || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#cover(true);
  }

  #onDrop(event) {
    this.#cover(false);
    if (!this.#field || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.give(event.dataTransfer.files);
  }

  #onPaste(event) {
    const files = event.clipboardData?.files;
    if (!this.#field || !files?.length) return;
    event.preventDefault();
    this.give(files);
  }

  /** Refuse what is too large, also of the files that were chosen in the field itself. */
  #onChange(event) {
    if (!this.mounted || event.target !== this.#field || !event.target.files.length) return;
    const { good, refused } = sift(event.target.files, this.mounted.data.megabytes);
    this.#say(refused);
    if (!refused.length) return;
    event.target.files = carry(good);
    if (!good.length) event.stopImmediatePropagation();
  }

  /** Put files into the field, as if they were chosen there. */
  give(files) {
    const field = this.#field;
    field.files = carry(files);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function carry(files) {
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  return carrier.files;
}

/** Open the camera of a phone, and give what it takes to the field. */
function shoot(door) {
  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  camera.setAttribute("capture", "environment");
  camera.addEventListener("change", () => camera.files.length && door.give(camera.files));
  camera.click();
}

/** Called by Streamlit at the mount. */
export default function ({ parentElement, data }) {
  const door = (globalThis[Symbol.for("honest-pixels-door")] ??= new Door());
  const [button, said, over, hint] = ["button", ".said", ".over", ".hint"].map((part) => parentElement.querySelector(part));
  const touch = matchMedia("(pointer: coarse)").matches;
  door.mounted = { data, said, over };
  hint.hidden = touch;
  button.hidden = !(touch && data.camera);
  const press = () => shoot(door);
  button.addEventListener("click", press);
  return () => {
    button.removeEventListener("click", press);
    if (door.mounted?.said === said) door.mounted = null;
  };
}
