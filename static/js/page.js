// Small courtesies of every page. Each page works without them.

// After a form was sent back, reading starts at what is wrong with it.
const summary = document.querySelector("[data-focus-first]");
if (summary instanceof HTMLElement) summary.focus();

// What was just done offers its undo for ten seconds, and for as long as somebody is at it; then the button among
// one's own steps is enough.
for (const done of document.querySelectorAll("[data-done]")) {
  setTimeout(function leave() {
    if (done.matches(":hover, :focus-within")) setTimeout(leave, 2000);
    else done.remove();
  }, 10_000);
}

// Menus are <details>; these close them the way people expect of a menu.
for (const menu of document.querySelectorAll("details.dl-menu")) {
  if (!(menu instanceof HTMLDetailsElement)) continue;
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

// A map's panel gives its elements addresses of their own. After such an address was loaded anew, Back stays in
// this document: then the page that belongs to the address is fetched.
const { pathname } = location;
if (!document.querySelector("[data-map]")) {
  window.addEventListener("popstate", () => {
    if (location.pathname !== pathname) location.reload();
  });
}
