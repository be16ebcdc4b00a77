// The random numbers of Millrace, as Java draws them: so the page's noise of a seed is that of `millrace sample --seed`.
// Numbers of 64 bits are BigInts here. A test compares 200,000 of these numbers with Java's.

const GOLDEN = 0x9e3779b97f4a7c15n;
const TWO_63 = 2 ** 63;
const TWO_64 = 2 ** 64;

/** The number of rows of points that one generator draws. */
const BLOCK = 1024;
/** What random numbers are for, as in Java's Seed.Purpose. */
const SAMPLING = 6n;
const LABEL = 40n;

/** @param {bigint} z any number @returns {bigint} its lowest 64 bits */
const cut = z => BigInt.asUintN(64, z);

/** Stafford's mix 13, the finaliser of SplitMix64 (Steele, Lea, Flood 2014). @param {bigint} z 64 bits */
function mix(z) {
  z = cut((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = cut((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

/** SplitMix64, which is Java's SplittableRandom of a seed. */
export class Generator {
  /** @param {bigint} state */
  constructor(state) {
    this.state = cut(state);
  }

  /**
   * The generator for one purpose of a seed, as Java's Seed.generator.
   *
   * @param {bigint} seed @param {bigint} purpose @param {bigint} index @param {bigint} chunk
   */
  static of(seed, purpose, index, chunk) {
    let h = mix(cut(seed + GOLDEN));
    h = mix(h ^ cut(purpose * 0xd1b54a32d192ed03n));
    h = mix(h ^ cut(index * GOLDEN + 0x632be59bd9b4e019n));
    return new Generator(mix(h ^ cut(chunk * 0xd6e8feb86659fd93n + 0x2545f4914f6cdd1dn)));
  }

  /** 64 random bits, 0 to 2^64 − 1. */
  bits() {
    this.state = cut(this.state + GOLDEN);
    return mix(this.state);
  }

  /** 63 random bits, as a number. */
  half() {
    return this.bits() >> 1n;
  }

  /** A whole number from 0 to below a bound, as Java's nextInt(bound). @param {number} bound */
  below(bound) {
    const next = () => Number(this.bits32());
    let r = next();
    const m = bound - 1;
    if ((bound & m) === 0) {
      return r & m;
    }
    for (let u = r >>> 1; u + m - (r = u % bound) > 0x7fffffff; u = next() >>> 1) {
      // Numbers above the last whole multiple of the bound are drawn again.
    }
    return r;
  }

  /** 32 random bits, signed, by the other mix of SplittableRandom (Stafford's mix 4). */
  bits32() {
    this.state = cut(this.state + GOLDEN);
    let z = this.state;
    z = cut((z ^ (z >> 33n)) * 0x62a9d9ed799705f5n);
    return BigInt.asIntN(32, cut((z ^ (z >> 28n)) * 0xcb24d0a5c88c35b3n) >> 32n);
  }

  /** A number of the standard normal distribution, as Java's nextGaussian. */
  normal() {
    let u = this.bits();
    const layer = Number(u & 255n);
    if (layer < NORMAL.layers) {
      return NORMAL.x[layer] / TWO_63 * Number(BigInt.asIntN(64, u));
    }
    const sign = u >> 63n ? -1 : 1;
    u = BigInt.asUintN(63, u);
    const j = NORMAL.overhang(this.bits());
    if (j === 0) {
      return sign * this.tail();
    }
    for (;; u = this.half()) {
      const { x, y } = NORMAL.point(j, u, this.half(), j < INFLECTION);
      if (y <= Math.exp(-0.5 * x * x)) {
        return sign * x;
      }
    }
  }

  /** A normal number beyond the last layer (Marsaglia and Tsang 1984). */
  tail() {
    const end = NORMAL.x[0];
    for (;;) {
      const x = 1 / end * this.exponential(Infinity);
      const limit = 0.5 * x * x;
      if (this.exponential(limit) >= limit) {
        return x + end;
      }
    }
  }

  /** A number of the exponential distribution, or, if it would be greater, a maximum. @param {number} most */
  exponential(most) {
    const end = EXPONENTIAL.x[0];
    const mostExtra = Math.trunc(most / end);
    for (let extra = 0;; extra++) {
      let u = this.bits();
      const layer = Number(u & 255n);
      if (layer < EXPONENTIAL.layers) {
        return extra * end + EXPONENTIAL.x[layer] / TWO_63 * Number(u >> 1n);
      }
      if (most <= 0) {
        return 0;
      }
      const j = EXPONENTIAL.overhang(this.bits());
      if (j > 0) {
        for (u >>= 1n;; u = this.half()) {
          const { x, y } = EXPONENTIAL.point(j, u, this.half(), true);
          if (y <= Math.exp(-x)) {
            return extra * end + x;
          }
        }
      }
      if (extra === mostExtra) {
        return most;
      }
    }
  }
}

/** The overhang of the normal density that has its inflection, at x = 1. */
const INFLECTION = 204;

/**
 * A density under layers of equal area and the overhangs beside them (McFarland 2016, "A modified ziggurat algorithm"):
 * layer i goes from 0 to x[i], its upper edge is at y[i]; overhang i goes on to x[i − 1]; overhang 0 is the tail.
 */
class Ziggurat {
  /**
   * @param {number} layers
   * @param {(x: number) => number} density with density(0) = 1
   * @param {(x: number) => number} slope
   * @param {number} total the area under the density, from 0 on
   * @param {number} end where the last layer ends
   * @param {number[]} runs the alias of each of 256 slots (Walker 1977), as Java has them: alias, length, alias, length, …
   */
  constructor(layers, density, slope, total, end, runs) {
    const area = total / 256;
    this.layers = layers;
    this.x = [end];
    this.y = [density(end)];
    for (let i = 1; i < layers; i++) {
      let x = this.x[i - 1];
      for (let k = 0; k < 60; k++) {
        const excess = x * (density(x) - this.y[i - 1]) - area;
        x -= excess / (density(x) - this.y[i - 1] + x * slope(x));
      }
      this.x.push(x);
      this.y.push(density(x));
    }
    this.x.push(0);
    this.y.push(1);
    const areas = this.x.map((x, i) => i === 0 ? 0 : integral(density, x, this.x[i - 1], this.y[i - 1]));
    const overhangs = total - layers * area;
    areas[0] = overhangs - areas.reduce((a, b) => a + b);
    this.alias = [];
    for (let r = 0; r < runs.length; r += 2) {
      this.alias.push(...Array(runs[r + 1]).fill(runs[r]));
    }
    this.threshold = thresholds(this.alias, areas.map(a => a / overhangs * 256));
  }

  /** An overhang, drawn by its area. @param {bigint} bits */
  overhang(bits) {
    const slot = Number(bits & 255n);
    return BigInt.asIntN(64, bits) >= this.threshold[slot] ? this.alias[slot] : slot;
  }

  /**
   * A point of the rectangle around an overhang.
   *
   * @param {number} j @param {bigint} u across, from the left @param {bigint} v from the top
   * @param {boolean} folded whether points of the upper right half are turned into the lower left
   */
  point(j, u, v, folded) {
    if (folded && v < u) {
      [u, v] = [v, u];
    }
    return {
      x: this.x[j] + (this.x[j - 1] - this.x[j]) / TWO_63 * Number(u),
      y: this.y[j] + (this.y[j - 1] - this.y[j]) / TWO_63 * Number(v),
    };
  }
}

/**
 * The area between a density and a line below it, by Gauss and Legendre's five points.
 *
 * @param {(x: number) => number} density @param {number} from @param {number} to @param {number} floor
 */
function integral(density, from, to, floor) {
  const nodes = [0, 0.5384693101056831, 0.906179845938664];
  const weights = [0.5688888888888889, 0.47862867049936647, 0.23692688505618908];
  const pieces = 16;
  const half = (to - from) / pieces / 2;
  let sum = 0;
  for (let p = 0; p < pieces; p++) {
    const middle = from + (2 * p + 1) * half;
    sum += weights[0] * (density(middle) - floor);
    for (const k of [1, 2]) {
      sum += weights[k] * (density(middle - half * nodes[k]) + density(middle + half * nodes[k]) - 2 * floor);
    }
  }
  return sum * half;
}

/**
 * Of each slot, the part that is its own; the rest is its alias's. A slot's share is its own part and what others give it.
 *
 * @param {number[]} alias @param {number[]} shares
 * @returns {bigint[]} as signed numbers of 64 bits
 */
function thresholds(alias, shares) {
  /** @type {number[]} */
  const own = [];
  /** @param {number} slot @returns {number} */
  const of = slot => own[slot] ??= alias[slot] === slot ? 1 : (shares[slot] ?? 0)
    - alias.reduce((given, to, from) => to === slot && from !== slot ? given + 1 - of(from) : given, 0);
  return alias.map((_, slot) => BigInt(Math.round(Math.min(1, Math.max(0, of(slot))) * TWO_64)) - 2n ** 63n);
}

const NORMAL = new Ziggurat(253, x => Math.exp(-0.5 * x * x), x => -x * Math.exp(-0.5 * x * x), Math.sqrt(Math.PI / 2),
  3.63600662550094578,
  [0, 2, 239, 1, 2, 1, 0, 8, 1, 3, 253, 179, 252, 10, 251, 7, 250, 5, 249, 3, 248, 3, 247, 3, 246, 2, 245, 1, 244, 2, 243, 1,
    242, 1, 240, 1, 2, 2, 3, 2, 0, 2, 240, 1, 241, 1, 242, 1, 243, 1, 244, 1, 245, 1, 246, 1, 247, 1, 248, 1, 249, 1, 250, 1,
    251, 1, 252, 1, 253, 1, 1, 1, 0, 2]);
const EXPONENTIAL = new Ziggurat(252, x => Math.exp(-x), x => -Math.exp(-x), 1, 7.56927469414806264,
  [0, 2, 1, 1, 235, 1, 3, 1, 4, 1, 5, 1, 0, 11, 1, 4, 2, 2, 252, 153, 251, 13, 250, 7, 249, 6, 248, 4, 247, 4, 246, 3, 245, 2,
    244, 2, 243, 2, 242, 1, 241, 2, 240, 1, 239, 1, 237, 1, 3, 2, 4, 2, 6, 1, 0, 4, 236, 1, 237, 1, 238, 1, 239, 1, 240, 1,
    241, 1, 242, 1, 243, 1, 244, 1, 245, 1, 246, 1, 247, 1, 248, 1, 249, 1, 250, 1, 251, 1, 252, 1, 2, 1, 0, 3]);

/**
 * The noise from which `millrace sample` starts.
 *
 * @param {bigint} seed
 * @param {number} count the number of rows
 * @param {number} width of a row
 * @param {boolean} images whether each row has a generator of its own, as images have, or a block of rows
 * @returns {Float32Array} [count, width]
 */
export function noise(seed, count, width, images) {
  const x0 = new Float32Array(count * width);
  const block = images ? 1 : BLOCK;
  for (let from = 0; from < count; from += block) {
    const random = Generator.of(seed, SAMPLING, 0n, BigInt(from / block));
    for (let i = from * width; i < Math.min(count, from + block) * width; i++) {
      x0[i] = random.normal();
    }
  }
  return x0;
}

/**
 * The levels of a table's label, as `millrace sample` draws them: as frequent as in training.
 *
 * @param {bigint} seed @param {number} count @param {number[]} counts how often each level occurred in training
 * @returns {number[]}
 */
export function labels(seed, count, counts) {
  const total = counts.reduce((a, b) => a + b);
  const epoch = Math.min(total, 1 << 16);
  /** @type {number[]} */
  let order = [];
  return Array.from({ length: count }, (_, row) => {
    if (row % epoch === 0) {
      const random = Generator.of(seed, LABEL, BigInt(row / epoch), 0n);
      order = [];
      for (let i = 0; i < epoch; i++) {
        const j = random.below(i + 1);
        order[i] = order[j] ?? i;
        order[j] = i;
      }
    }
    let share = Math.floor((order[row % epoch] + 0.5) / epoch * total);
    return counts.findIndex(levels => (share -= levels) < 0);
  });
}
