# SPDX-License-Identifier: Apache-2.0
# What is installed: the SDK with its headers and package files, the program, the plugins.
