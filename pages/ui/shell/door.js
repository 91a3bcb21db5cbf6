/**
 * The way into a page for files: what is dropped anywhere on it, pasted, or taken by a phone's camera goes to the upload
 * field. A file that is too large is refused here, before it is sent.
 */
const FIELD = "input[type=file]";

/** Most files that are taken out of a folder. */
export const MOST_FILES = 500;

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

/** Leave out hidden files, and those beyond the limit with a sentence. */
export function cut(files) {
  const seen = files.filter(({ name }) => !name.startsWith(".") && !/^(thumbs\.db|desktop\.ini)$/i.test(name));
  const said = seen.length > MOST_FILES ? [`Expected at most ${MOST_FILES} files in a folder, found ${seen.length}; the first ${MOST_FILES} are taken.`] : [];
  return { good: seen.slice(0, MOST_FILES), said };
}

/** Return all files below an entry of a drop, folder by folder in the order of their names. */
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const entries = [];
  // A browser hands out the entries of a folder by the hundred.
  for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length; ) entries.push(...some);
  entries.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const found = [];
  for (const each of entries) if (found.length <= MOST_FILES) found.push(...(await filesOf(each)));
  return found;
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
    // The entries of a drop can only be asked for now, before anything is waited for.
    const entries = Array.from(event.dataTransfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (entries.some(({ isDirectory }) => isDirectory)) this.#giveFolders(entries);
    else this.give(event.dataTransfer.files);
  }

  async #giveFolders(entries) {
    try {
      this.giveMany((await Promise.all(entries.map(filesOf))).flat());
    } catch {
      this.#say(["The folder could not be read. Expected a folder whose files may be opened; choose its files instead."]);
    }
  }

  /** Put the files of a folder into the field. */
  giveMany(files) {
    const { good, said } = cut(files);
    if (good.length) this.give(good);
    if (!good.length) said.push("Expected files in the folder, found none; choose another folder.");
    if (said.length) this.#say(said);
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

/** Let the visitor choose a folder, and give its files to the field. */
function unpack(door) {
  const folder = Object.assign(document.createElement("input"), { type: "file", webkitdirectory: true });
  folder.addEventListener("change", () => {
    const files = [...folder.files].toSorted((a, b) => a.webkitRelativePath.localeCompare(b.webkitRelativePath, "en", { numeric: true }));
    door.giveMany(files);
  });
  folder.click();
}

/** Called by Streamlit at the mount. */
export default function ({ parentElement, data }) {
  const door = (globalThis[Symbol.for("honest-pixels-door")] ??= new Door());
  const [photo, folder, said, over, hint] = [".photo", ".folder", ".said", ".over", ".hint"].map((part) => parentElement.querySelector(part));
  const touch = matchMedia("(pointer: coarse)").matches;
  door.mounted = { data, said, over };
  hint.hidden = touch;
  photo.hidden = !(touch && data.camera);
  folder.hidden = touch || !data.folder;
  const listening = new AbortController();
  photo.addEventListener("click", () => shoot(door), listening);
  folder.addEventListener("click", () => unpack(door), listening);
  return () => {
    listening.abort();
    if (door.mounted?.said === said) door.mounted = null;
  };
}
