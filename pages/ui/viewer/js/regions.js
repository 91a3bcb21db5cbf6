/** Called by Streamlit at the mount and whenever the regions change; shows nothing itself. */
export default function ({ data }) {
  BOARD.put(data);
  return () => BOARD.remove(data);
}
