const NAME = "honest-pixels-session";

/** Called by Streamlit at the mount, and when the tab gets another session. */
export default function ({ data, setTriggerValue }) {
  let former;
  try {
    former = sessionStorage.getItem(NAME);
    sessionStorage.setItem(NAME, data.token);
  } catch {
    return; // A browser that keeps nothing begins anew after a reload.
  }
  if (former && former !== data.token) setTriggerValue("former", former);
}
