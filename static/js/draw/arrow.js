/** Things that lead from one place to another: arrows, travelling dots, and ribbons that swell or wear thin. */

/**
 * @typedef {object} Station  a place a ribbon goes through
 * @property {number} x
 * @property {number} half  half its thickness there
 * @property {string} colour
 */

/**
 * A straight arrow with a filled head at its end.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {{colour: string, width?: number, head?: number}} style
 */
export function arrow(ctx, x1, y1, x2, y2, { colour, width = 1.5, head = 4 + width * 2 }) {
	const length = Math.hypot(x2 - x1, y2 - y1);
	if (!length) return;
	const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
	const size = Math.min(head, length);
	const [bx, by] = [x2 - dx * size, y2 - dy * size];
	ctx.strokeStyle = colour;
	ctx.fillStyle = colour;
	ctx.lineWidth = width;
	ctx.beginPath();
	ctx.moveTo(x1, y1);
	ctx.lineTo(bx, by);
	ctx.stroke();
	ctx.beginPath();
	ctx.moveTo(x2, y2);
	ctx.lineTo(bx - dy * size * 0.5, by + dx * size * 0.5);
	ctx.lineTo(bx + dy * size * 0.5, by - dx * size * 0.5);
	ctx.closePath();
	ctx.fill();
}

/**
 * A value on its way: a dot with a rim of paper, so that it shows on any ground.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {{colour: string, rim: string}} style
 */
export function traveller(ctx, x, y, radius, { colour, rim }) {
	ctx.beginPath();
	ctx.arc(x, y, radius, 0, 2 * Math.PI);
	ctx.fillStyle = colour;
	ctx.fill();
	ctx.lineWidth = Math.max(1.5, radius * 0.35);
	ctx.strokeStyle = rim;
	ctx.stroke();
}

/**
 * A ribbon along y = `y` through the stations, in their order, ending in an arrow's tip at the last.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} y
 * @param {Station[]} stations  at least two, x running one way
 * @param {{tip?: number}} [style]  tip: the length of the arrow's point
 */
export function ribbon(ctx, y, stations, { tip = 0 } = {}) {
	const [first, last] = [stations[0], stations[stations.length - 1]];
	const way = last.x - first.x;
	if (!way) return;
	const paint = ctx.createLinearGradient(first.x, 0, last.x, 0);
	for (const { x, colour } of stations) paint.addColorStop((x - first.x) / way, colour);
	ctx.fillStyle = paint;
	ctx.beginPath();
	ctx.moveTo(first.x, y - first.half);
	for (let i = 1; i < stations.length; i++) bend(ctx, stations[i - 1], stations[i], y, -1);
	if (tip) {
		const end = last.x + Math.sign(way) * tip;
		const barb = last.half + Math.min(tip * 0.55, Math.max(3, last.half * 0.5));
		ctx.lineTo(last.x, y - barb);
		ctx.lineTo(end, y);
		ctx.lineTo(last.x, y + barb);
	}
	ctx.lineTo(last.x, y + last.half);
	for (let i = stations.length - 1; i > 0; i--) bend(ctx, stations[i], stations[i - 1], y, 1);
	ctx.closePath();
	ctx.fill();
}

/**
 * A level-ended curve from one thickness to the next.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Station} from
 * @param {Station} to
 * @param {number} y
 * @param {1 | -1} side
 */
function bend(ctx, from, to, y, side) {
	const middle = (from.x + to.x) / 2;
	ctx.bezierCurveTo(middle, y + side * from.half, middle, y + side * to.half, to.x, y + side * to.half);
}
