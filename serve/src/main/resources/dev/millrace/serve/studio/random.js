/** Random numbers from a seed, the same in every browser: only additions, products, quotients and square roots of
 * doubles are used, whose results IEEE 754 fixes, and neither Math.log, Math.sin nor powers, whose last digits differ between engines. */

/** The generator xoshiro128** by Blackman and Vigna, started from the seed by splitmix32. */
export class Random {
  /** @param {number} seed a whole number; its lower 32 bits count */
  constructor(seed) {
    let z = seed | 0;
    const next = () => {
      z = (z + 0x9e3779b9) | 0;
      let x = z ^ (z >>> 16);
      x = Math.imul(x, 0x21f0aaad);
      x ^= x >>> 15;
      x = Math.imul(x, 0x735a2d97);
      return x ^ (x >>> 15);
    };
    this.state = Int32Array.of(next(), next(), next(), next());
  }
  /** @returns {number} a whole number from 0 to 2^32 − 1 */
  bits() {
    const s = this.state;
    const five = Math.imul(s[1], 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }
  /** @returns {number} a multiple of 2^-32, at least 0 and below 1 */
  uniform() { return this.bits() / 4294967296; }
  /** @returns {number} a normal number with mean 0 and variance 1, by Marsaglia's polar method */
  normal() {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * log(s)) / s);
    }
  }
}

/** The natural logarithm by arithmetic alone: x is halved or doubled until it is near 1, and the rest is the series of the inverse hyperbolic tangent. @param {number} x above 0 */
export function log(x) {
  let halvings = 0;
  for (; x > 1.4142135623730951; halvings++) x /= 2;
  for (; x < 0.7071067811865476; halvings--) x *= 2;
  const z = (x - 1) / (x + 1);
  let sum = 0;
  for (let k = 23; k >= 1; k -= 2) sum = sum * z * z + 1 / k;
  return halvings * 0.6931471805599453 + 2 * z * sum;
}
