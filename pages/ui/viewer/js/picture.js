import { PICTURES, readPicture } from "./pictures.js";

/** Called by Streamlit at the mount and whenever the picture changes; shows nothing itself. */
export default function ({ data }) {
  return PICTURES.put(readPicture(data));
}
