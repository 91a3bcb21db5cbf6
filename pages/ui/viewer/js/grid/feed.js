/** Called by Streamlit at the mount and whenever the picture changes; shows nothing itself. */
export default function ({ data }) {
  const { grid, panels } = readPayload(data);
  PICTURES.put(grid, panels[0]);
  return () => PICTURES.remove(grid, panels[0]);
}
