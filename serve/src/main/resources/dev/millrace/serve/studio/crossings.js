/** The number of pairs of lines that cross each other in a point inside of both. @param {ArrayLike<number>} pairs rows x0, y0, x1, y1, a line each */
export function crossings(pairs) {
  const n = Math.floor(pairs.length / 4);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const [ax, ay, bx, by] = [pairs[4 * i], pairs[4 * i + 1], pairs[4 * i + 2], pairs[4 * i + 3]];
    for (let j = 0; j < i; j++) {
      const [cx, cy, dx, dy] = [pairs[4 * j], pairs[4 * j + 1], pairs[4 * j + 2], pairs[4 * j + 3]];
      if (apart(ax, ay, bx, by, cx, cy, dx, dy) && apart(cx, cy, dx, dy, ax, ay, bx, by)) count++;
    }
  }
  return count;
}

/** Whether c and d lie on different sides of the line through a and b. @type {(ax: number, ay: number, bx: number, by: number, cx: number, cy: number, dx: number, dy: number) => boolean} */
function apart(ax, ay, bx, by, cx, cy, dx, dy) {
  const c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
  return (c > 0 && d < 0) || (c < 0 && d > 0);
}
