/** The verb reflow. */
@NullMarked
package dev.millrace.cli.reflow;

import org.jspecify.annotations.NullMarked;
