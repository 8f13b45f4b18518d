// Power and interest by hand: drag a name with any pointer, or move it with Alt and the arrow keys. What was changed is sent with
// the page's own form, so that it can be undone like everything else.
const grid = document.querySelector("[data-grid]");
const form = grid && document.getElementById(grid.dataset.grid);

if (form) {
  const said = document.getElementById("grid-said");
  const within = (value) => Math.min(5, Math.max(1, value));
  const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(grid.getScreenCTM().inverse());
  const judged = (at) => ({ interest: within(Math.floor(at.x / 120) + 1), power: within(5 - Math.floor(at.y / 72)) });
  let held = null;

  const send = (link, { power, interest }) => {
    if (power === Number(link.dataset.power) && interest === Number(link.dataset.interest)) return;
    form.elements.stakeholder.value = link.dataset.stakeholder;
    form.elements.power.value = power;
    form.elements.interest.value = interest;
    form.requestSubmit();
  };
  const tell = ({ power, interest }) => {
    said.textContent = said.dataset.said.replace("%power%", power).replace("%interest%", interest);
  };

  grid.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("a[data-stakeholder]");
    if (!link || event.button) return;
    held = { link, from: point(event), moved: false };
    link.setPointerCapture(event.pointerId);
  });
  grid.addEventListener("pointermove", (event) => {
    if (!held) return;
    const at = point(event);
    const [dx, dy] = [at.x - held.from.x, at.y - held.from.y];
    held.moved ||= Math.hypot(dx, dy) > 6;
    if (held.moved) held.link.setAttribute("transform", `translate(${dx} ${dy})`);
  });
  const drop = (event) => {
    if (!held) return;
    const { link, moved } = held;
    held = null;
    if (!moved) return;
    link.addEventListener("click", (click) => click.preventDefault(), { once: true });
    const at = point(event);
    // Below the grid nobody is judged: whoever is let go there goes back.
    if (event.type === "pointerup" && at.y < 380) send(link, judged(at));
    else link.removeAttribute("transform");
  };
  grid.addEventListener("pointerup", drop);
  grid.addEventListener("pointercancel", drop);
  grid.addEventListener("dragstart", (event) => event.preventDefault());

  let waiting = 0;
  grid.addEventListener("keydown", (event) => {
    const link = event.target.closest("a[data-stakeholder]");
    const by = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (!link || !by || !event.altKey) return;
    event.preventDefault();
    const known = Boolean(link.dataset.power);
    const now = link.wanted ?? (known ? { power: Number(link.dataset.power), interest: Number(link.dataset.interest) } : { power: 3, interest: 3 });
    link.wanted = { power: within(now.power + by[0]), interest: within(now.interest + by[1]) };
    const moved = known && [(link.wanted.interest - link.dataset.interest) * 120, (link.dataset.power - link.wanted.power) * 72];
    if (moved) link.setAttribute("transform", `translate(${moved[0]} ${moved[1]})`);
    tell(link.wanted);
    clearTimeout(waiting);
    waiting = setTimeout(() => send(link, link.wanted), 900);
  });
}
