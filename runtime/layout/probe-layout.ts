import type { ChatWrapper } from "node-llama-cpp";
import { LAYOUT_VERSION } from "./layout.ts";
import { makeLayout } from "./make-layout.ts";
import type { RoleTokens } from "./probe.ts";
import { probeCalls } from "./probe-calls.ts";
import { probeRoles } from "./probe-roles.ts";
import type { LayoutRecipe } from "./recipe.ts";

/**
 * The recipe of a chat wrapper's layout, found by rendering conversations with it. Undefined if the template keeps no
 * order in which a context could grow.
 *
 * @example
 * ```ts
 * const recipe = probeLayout(new ChatMLChatWrapper(), { end: "<|im_end|>" });
 * const layout = recipe && makeLayout(recipe);
 * ```
 */
export function probeLayout(wrapper: ChatWrapper, tokens: RoleTokens): LayoutRecipe | undefined {
  const roles = probeRoles(wrapper, tokens);
  if (!roles) return undefined;
  const { modelOpenBefore: _, ...parts } = roles;
  return { version: LAYOUT_VERSION, name: wrapper.wrapperName, ...parts, ...probeCalls(wrapper, roles, tokens) };
}

/** The layout of a wrapper, see {@link probeLayout}. */
export function layoutOf(wrapper: ChatWrapper, tokens: RoleTokens) {
  const recipe = probeLayout(wrapper, tokens);
  return recipe && makeLayout(recipe);
}
