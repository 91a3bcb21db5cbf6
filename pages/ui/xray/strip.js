/**
 * Thumbnails of an upload as a list of which one entry is open. Arrow keys, Home and End move the focus, Enter and Space
 * open; one Tab leads into the list and one out of it.
 */
function make(name, className, text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

function tileOf({ id, title, details, picture }) {
  const tile = make("div", "tile");
  const film = make("div", "film");
  if (picture) film.append(Object.assign(new Image(), { src: picture, alt: "", draggable: false }));
  tile.append(film, make("span", "title", title));
  if (details) tile.append(make("span", "details", details));
  tile.dataset.id = id;
  tile.title = [title, details].filter(Boolean).join(", ");
  tile.setAttribute("role", "option");
  return tile;
}

function shelfOf({ heading, tiles }) {
  const shelf = make("div", "shelf");
  shelf.setAttribute("role", "group");
  if (heading) {
    shelf.setAttribute("aria-label", heading);
    shelf.append(make("p", "heading", heading));
  }
  shelf.append(...tiles.map(tileOf));
  return shelf;
}

/** Index that a key leads to, or null for a key without a meaning here. */
export function stepTo(key, index, count) {
  const to = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), count - 1);
}

/** Mark the open tile, and let Tab lead to the one that has the focus, else to the open one. */
function mark(list, open) {
  const tiles = [...list.querySelectorAll(".tile")];
  const focused = list.getRootNode().activeElement?.closest(".tile");
  const entry = focused ?? tiles.find(({ dataset }) => dataset.id === open) ?? tiles[0];
  for (const tile of tiles) {
    tile.setAttribute("aria-selected", String(tile.dataset.id === open));
    tile.tabIndex = tile === entry ? 0 : -1;
  }
  return tiles;
}

/** Scroll the list, and not the page, to a tile. */
function reveal(list, tile) {
  if (!tile) return;
  const [frame, box] = [list.getBoundingClientRect(), tile.getBoundingClientRect()];
  if (box.bottom > frame.bottom) list.scrollTop += box.bottom - frame.bottom;
  else if (box.top < frame.top) list.scrollTop -= frame.top - box.top;
}

/** Called by Streamlit at the mount and whenever the thumbnails or the open one change. */
export default function ({ parentElement, data, setTriggerValue }) {
  const list = parentElement.querySelector(".strip");
  const state = JSON.stringify(data.shelves);
  list.setAttribute("aria-label", data.name);
  if (list.state !== state) {
    const focused = list.getRootNode().activeElement?.dataset?.id;
    list.replaceChildren(...data.shelves.map(shelfOf));
    list.state = state;
    mark(list, data.open);
    for (const tile of list.querySelectorAll(".tile")) if (focused && tile.dataset.id === focused) tile.focus();
  }
  mark(list, data.open);
  if (list.seen !== data.open) reveal(list, list.querySelector("[aria-selected=true]"));
  list.seen = data.open;
  const listening = new AbortController();
  const open = (tile) => tile && setTriggerValue("chosen", tile.dataset.id);
  list.addEventListener("click", ({ target }) => open(target.closest(".tile")), listening);
  list.addEventListener("keydown", (event) => {
    const tile = event.target.closest(".tile");
    const tiles = [...list.querySelectorAll(".tile")];
    const to = stepTo(event.key, tiles.indexOf(tile), tiles.length);
    if (to === null && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === null) return open(tile);
    tiles[to].focus();
    mark(list, data.open);
  }, listening);
  return () => listening.abort();
}
