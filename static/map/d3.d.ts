// The little of d3-zoom and d3-selection that the map uses.

export interface Transform {
  readonly x: number;
  readonly y: number;
  readonly k: number;
  translate(x: number, y: number): Transform;
  scale(k: number): Transform;
}

export interface ZoomEvent {
  readonly transform: Transform;
}

export type Gesture = MouseEvent | WheelEvent | TouchEvent;

export interface Zoom {
  readonly transform: unknown;
  filter(test: (event: Gesture) => boolean): this;
  scaleExtent(limits: [number, number]): this;
  constrain(keep: (to: Transform) => Transform): this;
  duration(milliseconds: number): this;
  on(name: "start" | "zoom" | "end", listener: (event: ZoomEvent) => void): this;
}

export interface Movable {
  call(what: unknown, ...rest: unknown[]): this;
}

export interface Transition extends Movable {
  duration(milliseconds: number): this;
}

export interface Selection extends Movable {
  interrupt(): this;
  transition(): Transition;
}

export function select(element: Element): Selection;
export function zoom(): Zoom;
export const zoomIdentity: Transform;
