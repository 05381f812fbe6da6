// Cases in which we answer otherwise than Playwright, each with the reason. One that no longer differs fails the run, too.

export default {
  "locator: a role that is none": "A role that no element can have is a mistake in the flow: we say so at once, with the role that was probably meant. Playwright looks for it until the time is over.",
};
