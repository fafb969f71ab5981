// Tells the projector's page what the mapper is at.

const PAUSE = 200;

/**
 * @param {string} url where the server is told
 * @param {string} csrf
 */
export function tellScreens(url, csrf) {
  let waiting = 0;
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-screen-form]")) return;
    event.preventDefault();
    const { submitter } = event;
    const body = new FormData(form, submitter);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
    // Somebody in the room needs it: where it did not work, the page says so by going there.
    if (!answer?.ok) {
      const blank = Object.assign(document.createElement("input"), { type: "hidden", name: "blank" });
      blank.value = String(body.get("blank"));
      form.append(blank);
      return form.submit();
    }
    if (submitter instanceof HTMLElement) submitter.setAttribute("aria-pressed", "true");
    for (const other of form.querySelectorAll("button")) if (other !== submitter) other.removeAttribute("aria-pressed");
  });
  document.addEventListener("daylight:selected", (event) => {
    const element = event instanceof CustomEvent ? String(event.detail) : "";
    clearTimeout(waiting);
    waiting = window.setTimeout(async () => {
      const body = new FormData();
      body.set("element", element);
      body.set("csrfmiddlewaretoken", csrf);
      // A screen that misses one step shows the next.
      await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => undefined);
    }, PAUSE);
  });
}
