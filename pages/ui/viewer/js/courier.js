import { MAIL, readPicture } from "./mail.js";

/** Called by Streamlit at the mount and whenever a picture, or what is said of it, changes; shows nothing itself. */
export default function ({ data }) {
  return MAIL.put(data.panels ? data : readPicture(data));
}
