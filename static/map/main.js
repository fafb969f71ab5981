// Fetches what makes the picture move only where it is shown: phones get lists and need none of it.

const shown = matchMedia("(min-width: 40.01em)");

function begin() {
  if (!shown.matches) return;
  shown.removeEventListener("change", begin);
  import("./start.js");
}

shown.addEventListener("change", begin);
begin();
