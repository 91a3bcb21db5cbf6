/** Called by Streamlit at the mount and when the drawing changes. The page makes it of numbers and its own words. */
export default function ({ parentElement, data }) {
  const drawn = new DOMParser().parseFromString(data, "image/svg+xml").documentElement;
  parentElement.querySelector(".drawing").replaceChildren(drawn);
}
