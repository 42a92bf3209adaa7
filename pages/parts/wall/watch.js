// A line can die without a word: the socket stays open and nothing will ever come through it again.
// So whoever misses refreshes asks the server itself, and once it answers, fetches the page anew;
// the address says what it shows. Streamlit's own reconnecting is left the time between two answers.
(() => {
  if (window.huifangWatch) return;
  window.huifangWatch = true;
  const BEAT = 1000;
  const PATIENCE = 2000;
  const STILL = 5000;
  const NO_PICTURE = 60000;
  const ANSWERS = 2;
  const home = location.pathname;
  let seen = null;
  let since = Date.now();
  let answers = 0;

  // Every refresh brings a banner of its own, covered; a screen with a mere sentence has none.
  const standsStill = () => {
    const banner = document.querySelector(".wall .silence");
    if (banner !== seen) [seen, since] = [banner, Date.now()];
    return Date.now() - since > (banner ? STILL : NO_PICTURE);
  };

  const answered = async () => {
    const waiting = new AbortController();
    const end = setTimeout(() => waiting.abort(), PATIENCE);
    try {
      return (await fetch("_stcore/health", { cache: "no-store", signal: waiting.signal })).ok;
    } catch {
      return false;
    } finally {
      clearTimeout(end);
    }
  };

  const watch = async () => {
    const isHere = location.pathname === home;
    answers = isHere && standsStill() && (await answered()) ? answers + 1 : 0;
    if (answers >= ANSWERS) location.reload();
    setTimeout(watch, BEAT);
  };
  watch();
})();
