// Operators by the names of their schemas, called boxed.

#include "bridge.h"

#include <ATen/ScalarOps.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace {

using namespace stb;
using c10::IValue;
// c10::optional before libtorch 2.2, std::optional since.
using MaybeValue = std::decay_t<decltype(std::declval<c10::Argument>().default_value())>;

// Mirrors Interop/NativeValue.cs.
enum Kind : int32_t {
  kNone, kTensor, kInt, kDouble, kBool, kComplex, kString, kDevice, kGenerator,
  kIntList, kDoubleList, kBoolList, kTensorList, kUndefined
};

struct Value {
  int32_t kind;
  int32_t length; // of a list or string; KiB of memory of a returned tensor
  union {
    int64_t i;
    double d;
    const void* p;
  };
};

// The kernels below autograd's, which keep version counters and views, are left out too where autograd itself would: in kernels
// that neither change nor return an argument. An operator made of others may return a view of one without saying so.
c10::DispatchKeySet unseen_by(const c10::OperatorHandle& handle) {
  auto aliases = [](const std::vector<c10::Argument>& all) {
    return std::any_of(all.begin(), all.end(), [](const c10::Argument& one) { return one.alias_info() != nullptr; });
  };
  bool keeps_views = handle.hasKernelForDispatchKey(c10::DispatchKey::CompositeImplicitAutograd) ||
                     aliases(handle.schema().arguments()) || aliases(handle.schema().returns());
  return keeps_views ? c10::autograd_dispatch_keyset : c10::autograd_dispatch_keyset_with_ADInplaceOrView;
}

// How a value must be changed to be what the schema asks for.
enum class Wanted : uint8_t { AsIs, Double, DoubleList, IntList, OptionalTensorList };

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Wanted> wanted;
  std::vector<MaybeValue> defaults;
  // What to leave out of a call that autograd need not see.
  c10::DispatchKeySet unseen;
  // add.Tensor for add.Scalar and so on: libtorch makes a float64 tensor of the number and converts it at every call.
  std::unique_ptr<Operator> of_tensors;
};

// Whether a number can stand beside this tensor as a tensor of the same type, with the same result to the last bit.
bool fits(const Tensor& self, const Value& number) {
  const auto type = self.scalar_type();
  if (!self.is_cpu() || (type != c10::kFloat && type != c10::kDouble) || (number.kind != kDouble && number.kind != kInt)) {
    return false;
  }
  const double value = number.kind == kInt ? static_cast<double>(number.i) : number.d;
  return number.kind == kDouble ? !std::isfinite(value) || std::abs(value) <= FLT_MAX : std::abs(value) < (1 << 24);
}

// Autograd's kernels record nothing when gradients are off or no argument needs one: they are left out then.
bool needs_autograd(const Value* arguments, int32_t count) {
  if (!c10::GradMode::is_enabled()) {
    return false;
  }
  for (int32_t n = 0; n < count; n++) {
    const auto& argument = arguments[n];
    if (argument.kind == kTensor && impl_of(argument.p)->requires_grad()) {
      return true;
    }
    if (argument.kind == kTensorList) {
      auto handles = static_cast<void* const*>(argument.p);
      for (int32_t m = 0; m < argument.length; m++) {
        if (handles[m] != nullptr && impl_of(handles[m])->requires_grad()) {
          return true;
        }
      }
    }
  }
  return false;
}

Wanted wanted_for(const c10::Argument& argument) {
  auto type = argument.type();
  bool optional = type->kind() == c10::TypeKind::OptionalType;
  if (optional) {
    type = type->expectRef<c10::OptionalType>().getElementType();
  }
  if (type->kind() == c10::TypeKind::FloatType) {
    return Wanted::Double;
  }
  if (type->kind() == c10::TypeKind::ListType) {
    switch (type->expectRef<c10::ListType>().getElementType()->kind()) {
      case c10::TypeKind::FloatType: return Wanted::DoubleList;
      case c10::TypeKind::IntType: return Wanted::IntList;
      case c10::TypeKind::OptionalType: return Wanted::OptionalTensorList;
      default: return Wanted::AsIs;
    }
  }
  return Wanted::AsIs;
}

IValue to_ivalue(const Value& value, Wanted wanted) {
  switch (value.kind) {
    case kNone: return IValue();
    case kUndefined: return IValue(Tensor());
    case kTensor: return IValue(tensor_of(value.p));
    case kInt:
      if (wanted == Wanted::Double) {
        return IValue(static_cast<double>(value.i));
      }
      return wanted == Wanted::IntList ? IValue(c10::List<int64_t>({value.i})) : IValue(value.i);
    case kDouble: return IValue(value.d);
    case kBool: return IValue(value.i != 0);
    case kComplex: {
      auto parts = static_cast<const double*>(value.p);
      return IValue(c10::complex<double>(parts[0], parts[1]));
    }
    case kString: return IValue(std::string(static_cast<const char*>(value.p), value.length));
    case kDevice: return IValue(device_of(value.i));
    case kGenerator: return IValue(generator_of(value.p));
    case kIntList: {
      auto items = static_cast<const int64_t*>(value.p);
      if (wanted == Wanted::DoubleList) {
        return IValue(c10::List<double>(std::vector<double>(items, items + value.length)));
      }
      c10::List<int64_t> list;
      list.reserve(value.length);
      for (int32_t n = 0; n < value.length; n++) {
        list.push_back(items[n]);
      }
      return IValue(std::move(list));
    }
    case kDoubleList: {
      auto items = static_cast<const double*>(value.p);
      return IValue(c10::List<double>(c10::ArrayRef<double>(items, value.length)));
    }
    case kBoolList: {
      auto items = static_cast<const int64_t*>(value.p);
      c10::List<bool> list;
      for (int32_t n = 0; n < value.length; n++) {
        list.push_back(items[n] != 0);
      }
      return IValue(std::move(list));
    }
    case kTensorList: {
      auto handles = static_cast<void* const*>(value.p);
      if (wanted == Wanted::OptionalTensorList) {
        c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
        for (int32_t n = 0; n < value.length; n++) {
          list.push_back(handles[n] == nullptr ? IValue() : IValue(tensor_of(handles[n])));
        }
        return IValue(std::move(list));
      }
      c10::List<Tensor> list;
      list.reserve(value.length);
      for (int32_t n = 0; n < value.length; n++) {
        list.push_back(tensor_of(handles[n]));
      }
      return IValue(std::move(list));
    }
    default: throw std::logic_error("unknown kind of argument");
  }
}

// Memory that this result alone holds, in KiB: the managed side collects garbage when much of it piles up.
int32_t fresh_memory(const Impl* impl) {
  if (!impl->has_storage() || impl->storage().use_count() != 1) {
    return 0;
  }
  return static_cast<int32_t>(std::min<size_t>(impl->storage().nbytes() >> 10, INT32_MAX));
}

Value tensor_value(Tensor tensor) {
  Value result{};
  if (!tensor.defined()) {
    result.kind = kNone;
    return result;
  }
  result.kind = kTensor;
  result.length = fresh_memory(tensor.unsafeGetTensorImpl());
  result.p = handle_of(std::move(tensor));
  return result;
}

Value from_ivalue(IValue&& value) {
  Value result{};
  if (value.isTensor()) {
    return tensor_value(std::move(value).toTensor());
  }
  if (value.isInt()) {
    result.kind = kInt;
    result.i = value.toInt();
  } else if (value.isDouble()) {
    result.kind = kDouble;
    result.d = value.toDouble();
  } else if (value.isBool()) {
    result.kind = kBool;
    result.i = value.toBool();
  } else if (value.isComplexDouble()) {
    auto number = value.toComplexDouble();
    auto parts = static_cast<double*>(std::malloc(2 * sizeof(double)));
    if (parts == nullptr) {
      throw std::bad_alloc();
    }
    parts[0] = number.real();
    parts[1] = number.imag();
    result.kind = kComplex;
    result.p = parts;
  } else if (value.isTensorList()) {
    auto list = std::move(value).toTensorList();
    auto handles = static_cast<void**>(std::malloc((list.size() + 1) * sizeof(void*)));
    if (handles == nullptr) {
      throw std::bad_alloc();
    }
    for (size_t n = 0; n < list.size(); n++) {
      handles[n] = handle_of(list.get(n));
    }
    result.kind = kTensorList;
    result.length = static_cast<int32_t>(list.size());
    result.p = handles;
  } else if (!value.isNone()) {
    throw std::logic_error("this operator returns a " + value.tagKind() + ", which has no managed form");
  }
  return result;
}

using Values = std::vector<IValue>;

// Looked up at every call: the cheapest of the models for thread-local data.
__attribute__((tls_model("initial-exec"))) thread_local Values* spare_stack = nullptr;

std::unique_ptr<Operator> find_operator(const char* name, const char* overload) {
  auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
  if (!handle.has_value()) {
    return nullptr;
  }
  std::unique_ptr<Operator> found(new Operator{*handle, {}, {}, unseen_by(*handle), nullptr});
  for (const auto& argument : handle->schema().arguments()) {
    found->wanted.push_back(wanted_for(argument));
    found->defaults.push_back(argument.default_value());
  }
  return found;
}

bool has_cheaper_form(const std::string& name) {
  for (auto known : {"aten::add", "aten::sub", "aten::mul", "aten::div", "aten::add_", "aten::sub_", "aten::mul_", "aten::div_",
                     "aten::rsub", "aten::eq", "aten::ne", "aten::lt", "aten::le", "aten::gt", "aten::ge"}) {
    if (name == known) {
      return true;
    }
  }
  return false;
}

// One stack per thread is reused; a call from within a call (autograd functions) finds it taken and starts with a new one.
class Stack {
public:
  Stack() : owned_(spare_stack != nullptr ? spare_stack : new_stack()) { spare_stack = nullptr; }

  ~Stack() {
    owned_->clear();
    if (spare_stack == nullptr) {
      spare_stack = owned_;
    } else {
      delete owned_;
    }
  }

  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  Values& values() { return *owned_; }

private:
  static Values* new_stack() {
    // Frees the thread's last stack when the thread ends.
    struct AtExit {
      ~AtExit() {
        delete spare_stack;
        spare_stack = nullptr;
      }
    };
    thread_local AtExit at_exit;
    (void)at_exit;
    return new Values();
  }

  Values* owned_;
};

} // namespace

STB void* stb_find(const char* name, const char* overload) noexcept {
  return guarded_pointer([&]() -> void* {
    auto found = find_operator(name, overload);
    if (found != nullptr && std::strcmp(overload, "Scalar") == 0 && has_cheaper_form(name)) {
      found->of_tensors = find_operator(name, "Tensor");
    }
    return found.release();
  });
}

// Calls an operator. Arguments left off at the end take the schema's defaults. Returns how many results there are;
// with capacity 0 they are dropped (in-place operators, whose result is an argument).
STB int32_t stb_call(const Operator* op, const Value* arguments, int32_t count, Value* results, int32_t capacity) noexcept {
  return guarded([&]() -> int32_t {
    Stack holder;
    auto& stack = holder.values();
    const auto total = op->wanted.size();
    if (static_cast<size_t>(count) > total) {
      throw std::logic_error("too many arguments for this operator's schema");
    }
    stack.reserve(total);
    int32_t next = 0;
    if (op->of_tensors != nullptr && count > 1 && arguments[0].kind == kTensor) {
      auto self = tensor_of(arguments[0].p);
      if (fits(self, arguments[1])) {
        auto number = arguments[1].kind == kInt ? c10::Scalar(arguments[1].i) : c10::Scalar(arguments[1].d);
        auto other = at::detail::scalar_tensor_static(number, self.scalar_type(), c10::Device(c10::kCPU));
        op = op->of_tensors.get();
        stack.emplace_back(std::move(self));
        stack.emplace_back(std::move(other));
        next = 2;
      }
    }
    for (; next < count; next++) {
      stack.push_back(to_ivalue(arguments[next], op->wanted[next]));
    }
    for (size_t n = count; n < total; n++) {
      if (!op->defaults[n].has_value()) {
        throw std::logic_error("too few arguments for this operator's schema");
      }
      stack.push_back(*op->defaults[n]);
    }
    if (needs_autograd(arguments, count)) {
      op->handle.callBoxed(stack);
    } else {
      c10::impl::ExcludeDispatchKeyGuard guard(op->unseen);
      op->handle.callBoxed(stack);
    }
    const auto produced = static_cast<int32_t>(stack.size());
    if (capacity > 0) {
      if (produced > capacity) {
        throw std::logic_error("this operator returns more values than were asked for");
      }
      for (int32_t n = 0; n < produced; n++) {
        results[n] = from_ivalue(std::move(stack[n]));
      }
    }
    return produced;
  });
}
