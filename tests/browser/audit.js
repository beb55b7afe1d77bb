// What a reader with other eyes, or none, would stumble over: a list of sentences, empty where all is well.
(() => {
  const found = [];
  const all = selector => [...document.querySelectorAll(selector)];
  const say = (what, element) => found.push(`${what}: ${element.outerHTML.slice(0, 160)}`);

  // Colours: what is seen behind a text is what its ancestors paint, one over the other.
  const parse = colour => {
    const parts = colour.match(/[\d.]+/g).map(Number);
    return { r: parts[0], g: parts[1], b: parts[2], a: parts.length > 3 ? parts[3] : 1 };
  };
  const over = (top, ground) => {
    const mix = (t, g) => t * top.a + g * (1 - top.a);
    return { r: mix(top.r, ground.r), g: mix(top.g, ground.g), b: mix(top.b, ground.b), a: 1 };
  };
  const ground = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.backgroundImage !== 'none') say('a picture behind text', e);
      layers.push(parse(style.backgroundColor));
    }
    const dark = matchMedia('screen and (prefers-color-scheme: dark)').matches;
    const page = dark ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
    return layers.reverse().reduce((below, layer) => over(layer, below), page);
  };
  const light = ({ r, g, b }) => {
    const part = value => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const check = (element, colour) => {
    const behind = ground(element);
    const ratio = contrast(over(parse(colour), behind), behind);
    if (ratio < 4.5) say(`contrast ${ratio.toFixed(2)} of ${colour}`, element);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let counted = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.tagName === 'TITLE' || !element.checkVisibility()) continue;
    counted += 1;
    const style = getComputedStyle(element);
    check(element, element instanceof SVGElement ? style.fill : style.color);
    if (parseFloat(style.fontSize) < 10.5) say(`letters of ${style.fontSize}`, element);
  }
  if (counted < 10) found.push(`only ${counted} texts were looked at`);

  // Landmarks and headings.
  if (document.documentElement.lang !== 'en') found.push('no language');
  for (const [name, least, most] of [['body > header', 1, 1], ['main', 1, 1], ['body > footer', 1, 1], ['nav', 0, 1], ['h1', 1, 1]]) {
    const count = all(name).length;
    if (count < least || count > most) found.push(`${count} ${name}`);
  }
  for (const nav of all('nav')) if (!nav.getAttribute('aria-label')) say('a nav without a name', nav);
  const inside = 'header, nav, main, footer, .skip, .icons';
  for (const e of document.body.children) if (!e.matches(inside) && !e.querySelector('main')) say('outside of every landmark', e);
  let level = 0;
  for (const heading of all('h1, h2, h3, h4, h5, h6')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) say(`a heading of level ${next} behind one of ${level}`, heading);
    if (!heading.textContent.trim()) say('an empty heading', heading);
    level = next;
  }

  // Names, ids, references.
  const named = e => e.getAttribute('aria-label') || e.textContent.trim();
  for (const e of all('a, button, summary')) if (!named(e)) say('no name', e);
  for (const e of all('details')) if (e.firstElementChild.tagName !== 'SUMMARY') say('no summary', e);
  for (const e of all('svg')) {
    const hidden = e.closest('[aria-hidden="true"]');
    const drawn = e.closest('[role="img"]');
    if (!hidden && !(drawn && drawn.getAttribute('aria-label'))) say('a picture without words', e);
  }
  for (const e of all('[aria-hidden="true"]')) if (e.querySelector('a, summary')) say('hidden and focusable', e);
  const ids = new Set();
  for (const e of all('[id]')) ids.has(e.id) ? say('an id twice', e) : ids.add(e.id);
  for (const e of all('a[href^="#"], use')) {
    const id = e.getAttribute('href').slice(1);
    if (!ids.has(id)) say('a link to nowhere', e);
  }
  for (const e of all('[aria-labelledby]')) if (!ids.has(e.getAttribute('aria-labelledby'))) say('a name from nowhere', e);
  for (const e of all('table')) if (!e.caption || !e.caption.textContent.trim()) say('a table without a caption', e);
  for (const e of all('th')) if (!e.scope) say('a heading of a table without a scope', e);
  for (const e of all('ul > *, ol > *')) if (e.tagName !== 'LI') say('no item of its list', e);
  for (const e of all('ul:empty, ol:empty, dl:empty')) say('an empty list', e);

  // What a verdict is, is a word and never a colour alone.
  for (const e of all('.check .v, .counts .v')) if (!e.textContent.trim()) say('a verdict without a word', e);

  // Nothing is wider than the window, seen or cut off.
  const wide = document.documentElement;
  if (wide.scrollWidth > wide.clientWidth) found.push(`the page scrolls sideways: ${wide.scrollWidth} in ${wide.clientWidth}`);
  for (const e of all('body *')) {
    if (e.closest('svg, .vh, .skip') || !e.checkVisibility()) continue;
    const box = e.getBoundingClientRect();
    if (box.right > wide.clientWidth + 1 || box.left < -1) say(`beyond the window, at ${box.right}`, e);
    if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible' && e.clientWidth > 0) say('cut off', e);
  }
  return found.slice(0, 20);
})()
